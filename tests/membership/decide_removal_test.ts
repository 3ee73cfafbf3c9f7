import {
  ADDING,
  DECIDED,
  LOST,
  OTHERS,
  PARTICIPANTS,
  running,
  says,
  THREE,
  urlOf,
  voter,
} from "./made_facts.ts";
import { testDecisions } from "./test_decisions.ts";

testDecisions([
  [
    "bootstraps late into its own untouched place",
    {
      past: { bootstrap: DECIDED },
      cluster: {
        running: [running([voter("m0", { clientUrls: [] }), ...OTHERS])],
      },
    },
    "bootstrap",
    "decided",
  ],
  [
    "bootstraps late when another noted this volume",
    {
      wrappers: new Map([
        says("m1", "has-data", { participants: PARTICIPANTS }),
      ]),
      cluster: {
        running: [running([voter("m0", { clientUrls: [] }), ...OTHERS])],
      },
    },
    "bootstrap",
    "m1 decided",
  ],
  [
    "removes an untouched place without that note",
    {
      cluster: {
        running: [running([voter("m0", { clientUrls: [] }), ...OTHERS])],
      },
    },
    "remove-self",
    "may have started on another volume",
  ],
  [
    "removes a place noted for another volume",
    {
      wrappers: new Map([
        says("m1", "has-data", {
          participants: { ...PARTICIPANTS, m0: "old" },
        }),
      ]),
      cluster: {
        running: [running([voter("m0", { clientUrls: [] }), ...OTHERS])],
      },
    },
    "remove-self",
    "may have",
  ],
  [
    "removes a place that was in use",
    { past: { bootstrap: DECIDED }, cluster: { running: [running(THREE)] } },
    "remove-self",
    "whose data is lost",
  ],
  [
    "removes the entry of lost data",
    { data: LOST, cluster: { running: [running(THREE)] } },
    "remove-self",
    "2 healthy voters remain of 2",
  ],
  [
    "removes its entry by name when its URL changed",
    {
      data: LOST,
      cluster: {
        running: [
          running([voter("m0", { peerUrls: ["http://old:1"] }), ...OTHERS]),
        ],
      },
    },
    "remove-self",
    "m0a",
  ],
  [
    "does not remove an entry that answers",
    { data: LOST, cluster: { running: [running(THREE, [])] } },
    "wait",
    "runs elsewhere",
  ],
  [
    "does not remove while another is a learner",
    {
      data: LOST,
      cluster: {
        running: [
          running([
            voter("m0"),
            voter("m1"),
            voter("m2"),
            voter("m3", { isLearner: true }),
          ]),
        ],
      },
    },
    "wait",
    "learner m3a (m3)",
  ],
  [
    "does not remove while another is silent",
    {
      count: 5,
      data: LOST,
      cluster: {
        running: [running([...THREE, voter("m3"), voter("m4")], ["m0", "m3"])],
      },
    },
    "wait",
    "member m3a (m3) to answer",
  ],
  [
    "goes first when another lost its data, too",
    {
      count: 5,
      data: LOST,
      wrappers: new Map([says("m3", "data-lost")]),
      cluster: {
        running: [running([...THREE, voter("m3"), voter("m4")], ["m0", "m3"])],
      },
    },
    "remove-self",
    "3 healthy voters remain of 4",
  ],
  [
    "lets the first by name go first",
    {
      count: 5,
      name: "m3",
      peerUrls: [urlOf("m3")],
      data: { state: "lost", identity: undefined },
      wrappers: new Map([says("m0", "data-lost")]),
      cluster: {
        running: [running([...THREE, voter("m3"), voter("m4")], ["m0", "m3"])],
      },
    },
    "wait",
    "member m0a (m0) to answer",
  ],
  [
    "goes on with adding whoever lost its data, too",
    {
      count: 5,
      past: { join: ADDING },
      wrappers: new Map([says("m3", "data-lost")]),
      cluster: {
        running: [
          running([voter("m1"), voter("m2"), voter("m3"), voter("m4")], ["m3"]),
        ],
      },
    },
    "add-learner",
    "does not list",
  ],
  [
    "does not remove a voter that the rest needs",
    {
      data: LOST,
      wrappers: new Map([says("m1", "data-lost"), says("m2", "data-lost")]),
      cluster: { running: [running(THREE, ["m0", "m1", "m2"])] },
    },
    "wait",
    "0 healthy of the 2 voters that would remain, 2 are needed",
  ],
  [
    "removes an old learner of lost data",
    {
      data: LOST,
      cluster: {
        running: [running([voter("m0", { isLearner: true }), ...OTHERS])],
      },
    },
    "remove-self",
    "m0a",
  ],
  [
    "stops when the volume is of another cluster",
    { data: LOST, cluster: { running: [running(THREE, ["m0"], "c2")] } },
    "other-cluster",
    "attach the right volume",
  ],
  [
    "stops when a join was to another cluster",
    {
      past: { join: ADDING },
      cluster: { running: [running(OTHERS, [], "c2")] },
    },
    "other-cluster",
    "c2",
  ],
]);
