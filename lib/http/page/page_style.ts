/** The looks of the status page, light and dark, wide and narrow. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --back: light-dark(#f4f5f7, #14171c);
  --card: light-dark(#ffffff, #1d2129);
  --line: light-dark(#d8dce3, #343a46);
  --text: light-dark(#1b1f27, #e6e9ef);
  --soft: light-dark(#5a6372, #9aa4b5);
  --good: light-dark(#1a7f4b, #3fbf7f);
  --warn: light-dark(#a35c00, #f0a63c);
  --bad: light-dark(#b3261e, #ff7b72);
  --mark: light-dark(#2f6fde, #6ea0ff);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 70rem; padding: 1rem;
  background: var(--back); color: var(--text);
  font: 15px/1.45 system-ui, sans-serif;
}
header, section {
  background: var(--card); border: 1px solid var(--line);
  border-radius: .6rem; padding: .9rem 1.1rem;
}
header { border-left: .45rem solid var(--soft); margin-bottom: 1rem; }
header[data-state="ready"] { border-left-color: var(--good); }
header[data-state="alarm"], header[data-state="starting"] {
  border-left-color: var(--warn);
}
header[data-state="failed"] { border-left-color: var(--bad); }
header[data-state="ready"] #state, .good { color: var(--good); }
header[data-state="failed"] #state, .bad { color: var(--bad); }
header[data-state="alarm"] #state, header[data-state="starting"] #state,
.warn { color: var(--warn); }
h1 { font-size: 1.15rem; margin: 0; }
h2 { font-size: .95rem; margin: 0 0 .5rem; color: var(--soft); }
p { margin: .25rem 0; overflow-wrap: anywhere; }
#state { font-size: 1.35rem; }
#live { float: right; color: var(--soft); font-size: .85rem; margin: 0; }
#detail, footer, .soft { color: var(--soft); }
progress { width: 100%; accent-color: var(--mark); }
main {
  display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
}
.wide { grid-column: 1 / -1; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere;
  font-variant-numeric: tabular-nums; }
ul, ol { list-style: none; margin: 0; padding: 0; }
li { padding: .3rem 0; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; }
li:first-child { border-top: 0; }
li b { font-weight: 600; }
#gauge { display: flex; height: .9rem; border-radius: .45rem; overflow: hidden;
  background: var(--line); margin-bottom: .6rem; }
#gauge[hidden] { display: none; }
#used { background: var(--mark); }
#free { background: color-mix(in srgb, var(--mark) 35%, transparent); }
#gauge.bad #used { background: var(--bad); }
#timeline li { display: grid; gap: 0 1rem; align-items: center;
  grid-template-columns: 5.5rem minmax(9rem, 15rem) 1fr 5rem; }
#timeline progress { height: .7rem; }
#timeline span:last-child { text-align: right; }
footer { margin: 1rem .2rem; }
footer a { color: var(--mark); margin-right: 1rem; }
@media (max-width: 34rem) {
  body { padding: .6rem; }
  #timeline li { grid-template-columns: 5.5rem 1fr auto; }
  #timeline progress { grid-column: 1 / -1; grid-row: 2; }
}
`;
