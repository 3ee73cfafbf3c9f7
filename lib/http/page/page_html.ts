/** The status page; everything in it is filled in by its script. */
export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>etcd-wrapper</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script src="page.js" defer></script>
</head>
<body>
<header id="head" data-state="unknown">
  <p id="live" role="status">connecting…</p>
  <h1 id="title">etcd member</h1>
  <p><strong id="state">…</strong> <span id="meaning"></span></p>
  <p id="detail"></p>
  <progress id="progress" max="100" hidden></progress>
</header>
<noscript><p>This page needs its script. The same as JSON:
<a href="status">status</a></p></noscript>
<main>
  <section><h2>Member</h2><dl id="member"></dl></section>
  <section>
    <h2>Database</h2>
    <div id="gauge" role="img" aria-label="size against quota" hidden>
      <div id="used"></div><div id="free"></div>
    </div>
    <dl id="database"></dl>
  </section>
  <section>
    <h2>Members</h2>
    <p id="quorum"></p>
    <ul id="members"></ul>
  </section>
  <section class="wide"><h2>Certificates</h2><ul id="certificates"></ul></section>
  <section class="wide"><h2>Phases</h2><ol id="timeline"></ol></section>
  <section><h2>Sidecar</h2><dl id="sidecar"></dl></section>
  <section><h2>Last stop</h2><dl id="lastStop"></dl></section>
  <section><h2>Versions</h2><dl id="versions"></dl></section>
</main>
<footer>
  <a href="status">status</a> <a href="metrics">metrics</a>
  <a href="readyz?verbose">readyz</a>
</footer>
</body>
</html>
`;
