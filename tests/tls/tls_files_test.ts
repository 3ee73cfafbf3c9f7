import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { fingerprint, readTlsFiles } from "../../lib/tls/tls_files.ts";
import { tempDir } from "../support/temp_dir.ts";

const FILES = { permissions: { read: true, write: true } };
/** What is in it is for the platform to judge; none at all is no CA. */
const CA = "-----BEGIN CERTIFICATE-----";
const SECRET = { certFile: "tls.crt", keyFile: "tls.key", caFile: "ca.crt" };

Deno.test("readTlsFiles() reads certificate, key and CA", FILES, async () => {
  await using secret = await createSecret();
  assertEquals(await readTlsFiles(secret.paths), {
    cert: "the tls.crt",
    key: "the tls.key",
    caCerts: [CA],
  });
});

Deno.test(
  "readTlsFiles() refuses a CA file without a certificate",
  FILES,
  async () => {
    await using secret = await createSecret();
    await Deno.writeTextFile(secret.paths.caFile, "garbage");
    await assertRejects(
      () => readTlsFiles(secret.paths),
      Error,
      "it holds no PEM certificate",
    );
  },
);

Deno.test("readTlsFiles() goes without a CA", FILES, async () => {
  await using secret = await createSecret();
  const { caCerts } = await readTlsFiles({ ...secret.paths, caFile: "" });
  assertEquals(caCerts, []);
});

for (const name of ["certFile", "keyFile", "caFile"] as const) {
  Deno.test(
    `readTlsFiles() names a ${name} that is missing (F36)`,
    FILES,
    async () => {
      await using secret = await createSecret();
      const path = secret.paths[name];
      await Deno.remove(path);
      const error = await assertRejects(
        () => readTlsFiles(secret.paths),
        Error,
        `Cannot read "${path}" for TLS`,
      );
      assertEquals(error.cause instanceof Deno.errors.NotFound, true);
    },
  );

  Deno.test(`fingerprint() changes with the ${name}`, FILES, async () => {
    await using secret = await createSecret();
    const before = await fingerprint(secret.paths);
    assertEquals(await fingerprint(secret.paths), before);
    await Deno.writeTextFile(secret.paths[name], "a new and longer text");
    assertNotEquals(await fingerprint(secret.paths), before);
    const second = await fingerprint(secret.paths);
    await Deno.remove(secret.paths[name]);
    assertNotEquals(await fingerprint(secret.paths), second);
  });
}

Deno.test(
  "fingerprint() sees another time at the same size",
  FILES,
  async () => {
    await using secret = await createSecret();
    const before = await fingerprint(secret.paths);
    await Deno.utime(secret.paths.certFile, 1, 1);
    assertNotEquals(await fingerprint(secret.paths), before);
  },
);

Deno.test(
  "fingerprint() sees Kubernetes' switch of a symbolic link (F39)",
  FILES,
  async () => {
    await using dir = await tempDir();
    for (const version of ["..1", "..2"]) {
      await Deno.mkdir(`${dir.path}/${version}`);
      for (const name of Object.values(SECRET)) {
        await Deno.writeTextFile(`${dir.path}/${version}/${name}`, "same text");
        await Deno.utime(`${dir.path}/${version}/${name}`, 1, 1);
      }
    }
    await Deno.symlink("..1", `${dir.path}/..data`);
    const paths = pathsIn(`${dir.path}/..data`);
    const before = await fingerprint(paths);
    await Deno.symlink("..2", `${dir.path}/..new`);
    await Deno.rename(`${dir.path}/..new`, `${dir.path}/..data`);
    assertNotEquals(await fingerprint(paths), before);
  },
);

Deno.test("fingerprint() takes files that cannot be read", {
  permissions: "none",
}, async () => {
  assertEquals(
    await fingerprint({ certFile: "/a", keyFile: "/b", caFile: "" }),
    "unreadable unreadable",
  );
});

Deno.test("readTlsFiles() needs to read its three files and no more", {
  permissions: { read: ["/nowhere/tls.crt"] },
}, async () => {
  const paths = {
    certFile: "/nowhere/tls.crt",
    keyFile: "/elsewhere/tls.key",
    caFile: "",
  };
  const error = await assertRejects(
    () => readTlsFiles({ ...paths, certFile: paths.keyFile }),
    Error,
  );
  assertEquals(error.cause instanceof Deno.errors.NotCapable, true);
});

interface Secret extends AsyncDisposable {
  readonly paths: ReturnType<typeof pathsIn>;
}

async function createSecret(): Promise<Secret> {
  const dir = await tempDir();
  for (const name of Object.values(SECRET)) {
    await Deno.writeTextFile(`${dir.path}/${name}`, `the ${name}`);
  }
  await Deno.writeTextFile(`${dir.path}/${SECRET.caFile}`, CA);
  return {
    paths: pathsIn(dir.path),
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

function pathsIn(dir: string) {
  return {
    certFile: `${dir}/${SECRET.certFile}`,
    keyFile: `${dir}/${SECRET.keyFile}`,
    caFile: `${dir}/${SECRET.caFile}`,
  };
}
