import {
  ADDING,
  DECIDED,
  EMPTY,
  PARTICIPANTS,
  says,
  STARTED,
} from "./made_facts.ts";
import { testDecisions } from "./test_decisions.ts";

testDecisions([
  ["waits when no wrapper answers", {}, "wait", "m1: not asked; m2: not asked"],
  [
    "waits when one wrapper is silent",
    { wrappers: new Map([says("m1", "empty"), ["m2", { error: "refused" }]]) },
    "wait",
    "m2: refused",
  ],
  [
    "bootstraps when all volumes are empty",
    { wrappers: EMPTY },
    "bootstrap",
    "of all members are empty",
  ],
  [
    "waits while a member validates",
    { wrappers: new Map([says("m1", "empty"), says("m2", "unknown")]) },
    "wait",
    "m2: is validating",
  ],
  [
    "waits for a member with data",
    { wrappers: new Map([says("m1", "empty"), says("m2", "has-data")]) },
    "wait",
    "m2: has data",
  ],
  [
    "waits for a member that lost its data",
    { wrappers: new Map([says("m1", "empty"), says("m2", "data-lost")]) },
    "wait",
    "m2: had data",
  ],
  [
    "waits for a member that was removed",
    { wrappers: new Map([says("m1", "empty"), says("m2", "removed")]) },
    "wait",
    "m2: was removed",
  ],
  [
    "waits when configurations differ",
    {
      wrappers: new Map([
        says("m1", "empty"),
        says("m2", "empty", { clusterHash: "x" }),
      ]),
    },
    "wait",
    "another initial-cluster",
  ],
  [
    "waits without a volume id",
    {
      wrappers: new Map([
        says("m1", "empty"),
        says("m2", "empty", { volumeId: "" }),
      ]),
    },
    "wait",
    "does not know its volume",
  ],
  [
    "waits when the configuration says existing",
    { wrappers: EMPTY, isNewAllowed: false },
    "wait",
    "quorum",
  ],
  [
    "bootstraps after its own decision, whoever is silent",
    { past: { bootstrap: DECIDED } },
    "bootstrap",
    "decided on before",
  ],
  [
    "decides again when a volume of its decision was replaced",
    {
      past: { bootstrap: DECIDED },
      wrappers: new Map([
        says("m1", "empty", { volumeId: "other" }),
        says("m2", "empty"),
      ]),
    },
    "bootstrap",
    "of all members are empty",
  ],
  [
    "waits with its decision when a volume was replaced and one is silent",
    {
      past: { bootstrap: DECIDED },
      wrappers: new Map([says("m1", "empty", { volumeId: "other" })]),
    },
    "wait",
    "m2: not asked",
  ],
  [
    "bootstraps after another's decision with this volume",
    {
      wrappers: new Map([
        says("m1", "has-data", { participants: PARTICIPANTS }),
      ]),
    },
    "bootstrap",
    "m1 decided on",
  ],
  [
    "waits after another's decision with another volume",
    {
      wrappers: new Map([
        says("m1", "bootstrapping", {
          participants: { ...PARTICIPANTS, m0: "old" },
        }),
        says("m2", "empty"),
      ]),
    },
    "wait",
    "another volume",
  ],
  [
    "waits when one decision names another volume",
    {
      wrappers: new Map([
        says("m1", "bootstrapping", { participants: PARTICIPANTS }),
        says("m2", "bootstrapping", {
          participants: { ...PARTICIPANTS, m0: "old" },
        }),
      ]),
    },
    "wait",
    "another volume",
  ],
  [
    "does not take a decision for another configuration",
    {
      wrappers: new Map([
        says("m1", "has-data", {
          participants: PARTICIPANTS,
          clusterHash: "x",
        }),
      ]),
    },
    "wait",
    "another initial-cluster",
  ],
  [
    "does not bootstrap again what had started",
    { past: { bootstrap: STARTED }, wrappers: EMPTY },
    "wait",
    "this volume had data",
  ],
  [
    "does not bootstrap what began to join",
    { past: { join: ADDING }, wrappers: EMPTY },
    "wait",
    "quorum",
  ],
]);
