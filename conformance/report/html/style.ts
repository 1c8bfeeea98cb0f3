import { PALETTE } from './palette.ts';

/** The style of the page: from 320 pixels wide, light and dark, on screen and in print. */
export const STYLE = `
${PALETTE}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
code,pre,.call{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
code{font-size:.875em}
a{color:var(--link);text-underline-offset:.15em}
a:hover{text-decoration-thickness:.12em}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:3px}
main:focus{outline:none}
ul,ol,dl,dd,figure{margin:0;padding:0}
ul{list-style:none}
.skip{position:absolute;left:-999rem;top:0;background:var(--page);padding:.5rem 1rem;z-index:2}
.skip:focus{left:0}
.summary,.page,footer{max-width:84rem;margin:0 auto;padding:0 1.25rem}
.summary{padding-top:2rem;padding-bottom:1.5rem}
.eyebrow{margin:0;color:var(--muted);font-size:.9375rem}
h1{margin:.35rem 0 .25rem;font-size:clamp(1.75rem,1.2rem + 2.4vw,2.75rem);line-height:1.15;letter-spacing:-.02em;display:flex;align-items:center;gap:.6rem}
.sign{display:inline-grid;place-items:center;flex:none;width:1.35em;height:1.35em;border-radius:.35em;font-size:.8em;line-height:1}
.conformant .sign{background:var(--pass);color:var(--page)}
.nonconformant .sign{background:var(--fail);color:var(--page)}
.incomplete .sign{background:var(--blocked);color:var(--page)}
.lead{margin:0 0 1.25rem;font-size:1.125rem}
.facts{display:flex;flex-wrap:wrap;gap:.75rem 2rem;margin-bottom:1.5rem}
.facts dt{color:var(--muted);font-size:.8125rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.625rem}
.tiles li{border-radius:.625rem;border:1px solid var(--line)}
.tiles li>*{display:block;padding:.625rem .875rem;color:inherit;text-decoration:none;border-radius:inherit}
.tiles a:hover{text-decoration:underline}
.tiles strong{display:block;font-size:1.625rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tiles .note{font-size:.8125rem}
.tiles .none{color:var(--muted)}
.tiles .pass,.tiles .fail,.tiles .warn,.tiles .error,.tiles .blocked,.tiles .not-applicable{border-color:transparent}
.proportions{display:block;margin-top:.875rem;border-radius:5px;background:var(--line)}
.proportions .pass{fill:var(--pass)}.proportions .fail{fill:var(--fail)}.proportions .warn{fill:var(--warn-bar)}
.proportions .blocked,.proportions .not-applicable{fill:var(--blocked-bar)}.proportions .error{fill:var(--error)}
.pass{background:var(--pass-soft);color:var(--pass)}
.fail{background:var(--fail-soft);color:var(--fail)}
.warn{background:var(--warn-soft);color:var(--warn)}
.blocked,.not-applicable,.not-checked,.mark.known{background:var(--blocked-soft);color:var(--blocked)}
.error{background:var(--error-soft);color:var(--error)}
.mark{display:inline-block;padding:.0625rem .5rem;border-radius:1rem;font-size:.8125rem;font-weight:600;line-height:1.5;white-space:nowrap}
.mark.callback{background:var(--link-soft);color:var(--link)}
.count{display:inline-block;min-width:1.5rem;padding:0 .4rem;border-radius:1rem;background:var(--blocked-soft);color:var(--blocked);font-size:.8125rem;font-weight:600;line-height:1.5;text-align:center;vertical-align:middle}
nav{border-block:1px solid var(--line);margin-bottom:1.5rem;padding:.5rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.125rem .25rem}
nav a{display:inline-block;padding:.3125rem .5rem;border-radius:.375rem;text-decoration:none}
nav a:hover{background:var(--panel);text-decoration:underline}
section{margin-bottom:3rem}
h2{margin:0 0 1rem;font-size:1.375rem;line-height:1.25;letter-spacing:-.01em}
h2 .count{font-size:.875rem}
.fold{border:1px solid var(--line);border-radius:.625rem;margin-bottom:.5rem}
.fold>summary{padding:.5rem .875rem;font-weight:600;border-radius:inherit}
.fold>summary:hover{background:var(--panel)}
.fold>:not(summary){margin:0 .875rem .375rem;width:calc(100% - 1.75rem)}
.find{margin-bottom:.75rem}
.find label{display:block;margin-bottom:.25rem;font-size:.8125rem;color:var(--muted)}
.find input{font:inherit;width:100%;max-width:26rem;padding:.3125rem .625rem;border:1px solid var(--line-strong);border-radius:.375rem;background:var(--page);color:inherit}
.find input:focus-visible{outline-offset:-2px}
.find p{margin:.25rem 0 0;min-height:1.25rem;font-size:.8125rem;color:var(--muted)}
.musts{margin-bottom:1.25rem}
.musts p{margin:0 .5rem 0 0;display:inline}
.musts .numbers{display:inline-flex;flex-wrap:wrap;gap:0 1.25rem}
.musts summary{color:var(--muted);width:fit-content}
.musts details ul{padding:.25rem 0 0 1rem}
.nothing{color:var(--muted);margin:0}
.alert{border:2px solid var(--fail);border-radius:.625rem;background:var(--fail-soft);padding:.875rem 1.125rem;margin-bottom:1.5rem}
.alert p{margin:0 0 .375rem}
.alert ul{list-style:disc;padding-left:1.25rem;margin-bottom:.375rem}
article.finding{background:var(--panel);color:inherit;border:1px solid var(--line);border-left:5px solid;border-radius:.625rem;padding:1rem 1.25rem;margin-bottom:1rem}
article.fail{border-left-color:var(--fail)}article.warn{border-left-color:var(--warn-bar)}article.error{border-left-color:var(--error)}
h3{margin:0 0 .25rem;font-size:1.0625rem;line-height:1.4}
h3 .mark{margin-right:.25rem}
.meta{margin:0 0 .5rem;color:var(--muted);font-size:.875rem}
.level{color:var(--muted);font-size:.875rem}
.found{margin:.25rem 0 .75rem}
.compare{display:grid;gap:.625rem;margin-bottom:.75rem}
.compare>div{border:1px solid var(--line);border-radius:.5rem;background:var(--page);padding:.5rem .75rem;white-space:pre-wrap}
.compare dt{font-size:.8125rem;font-weight:600;white-space:normal}
.expected dt{color:var(--pass)}.got dt{color:var(--fail)}.warn .got dt{color:var(--warn)}
.where,.outcome{margin:0 0 .75rem}
.clauses{border-left:3px solid var(--line);padding-left:.75rem;margin-bottom:.75rem}
.clauses a{font-weight:600}
.evidence-title{margin:0;font-size:.8125rem;font-weight:600;color:var(--muted)}
.evidence{margin-bottom:.5rem;font-size:.9375rem}
/* WCAG 2.2, target size. */
li>a,td a,.meta a{display:inline-block;min-width:1.5rem;min-height:1.5rem}
summary{cursor:pointer}
.repeat summary{color:var(--link);width:fit-content}
pre{margin:.375rem 0;padding:.75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--page);font-size:.8125rem;line-height:1.5;white-space:pre-wrap}
pre.body{max-height:30rem;overflow:auto}
button{font:inherit;font-size:.875rem;color:var(--link);background:var(--page);border:1px solid var(--line-strong);border-radius:.375rem;padding:.1875rem .75rem;cursor:pointer;margin-right:.5rem}
button:hover{background:var(--link-soft)}
.copy{margin-top:.375rem}
.reasons{display:grid;gap:1rem}
.reasons>div{background:var(--panel);border:1px solid var(--line);border-radius:.625rem;padding:.875rem 1.25rem}
.reasons dt{font-weight:600;margin-bottom:.25rem}
.reasons ul{list-style:disc;padding-left:1.25rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--muted);padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-size:.8125rem;font-weight:600;color:var(--muted);border-bottom-color:var(--line-strong);white-space:nowrap}
tr:target>*{background:var(--link-soft)}
.requirements tbody th{font-weight:600;min-width:4.5rem}
.requirements td:nth-child(3),.checks td:nth-child(4),.checks td:nth-child(8){white-space:nowrap}
.requirements td:nth-child(4){min-width:16rem}
.requirements td:nth-child(6){min-width:18rem}
.requirements .note{font-size:.8125rem;color:var(--muted)}
.checks td:nth-child(3),.checks td:nth-child(7){min-width:4.5rem}
.names li{background:none;color:inherit;font-size:.875rem}
.names .fail::before{content:"✕ ";color:var(--fail)}.names .warn::before{content:"! ";color:var(--warn)}
.checks tbody th{min-width:12rem}
.checks td:nth-child(5){min-width:10rem}
.check-title{display:block}
.checks tbody th code{color:var(--muted);font-weight:400}
.checks td:nth-child(n+6),.numbers td{font-variant-numeric:tabular-nums}
.exchange{border:1px solid var(--line);border-radius:.5rem;margin-bottom:.375rem;background:var(--panel);scroll-margin-top:1rem}
.exchange>summary{padding:.4375rem .75rem;border-radius:inherit}
.exchange>summary:hover{background:var(--link-soft)}
.exchange[open]>summary{border-bottom:1px solid var(--line)}
.exchange .line{display:flex;flex-wrap:wrap;gap:0 .625rem;align-items:baseline}
.exchange .path{flex:1 1 0;min-width:8rem}
.exchange:not([open]) .path{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.exchange>summary{list-style:none;position:relative;padding-left:2rem}
.exchange>summary::-webkit-details-marker{display:none}
.exchange>summary::before{content:"";position:absolute;left:.875rem;top:.875rem;border:.3125rem solid transparent;border-left-color:var(--muted)}
.exchange[open]>summary::before{border-color:var(--muted) transparent transparent;left:.75rem;top:1rem}
.exchange .line b{display:inline-block;min-width:2.5rem}
.exchange .status{font-weight:600}
.exchange .purpose{color:var(--muted);font-size:.875rem}
.exchange .purpose{display:block}
.exchange:has(:target),.exchange:target{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
.exchange .inside{padding:.75rem}
.part{margin:.75rem 0 .25rem;font-weight:600}
.headers{font-size:.8125rem;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.headers div{display:flex;flex-wrap:wrap;gap:0 .5rem}
.headers dt{color:var(--muted)}
.headers dt::after{content:":"}
.trouble{margin:.25rem 0;color:var(--fail)}
.exchange-tools:empty{display:none}
.flow{margin-bottom:1rem;max-width:60rem}
.flow summary,.as-text summary{color:var(--link);width:fit-content;padding:.25rem 0}
.as-text ol{padding-left:2.5rem;font-size:.9375rem}
.bad{color:var(--fail);font-weight:700}
.sequence{display:block;overflow:visible}
.call{color:inherit;text-decoration:none;display:flex;gap:.75rem;font-size:13px;line-height:22px;white-space:nowrap}
.call span{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis}
.call b{font-weight:400;color:var(--muted)}
.call:hover span{text-decoration:underline}
.call:focus-visible{outline-offset:-2px}
.sequence .lane{fill:var(--text);font:600 14px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
.sequence .end{text-anchor:end}
.sequence .life{stroke:var(--line-strong);stroke-width:2}
.step line{stroke:var(--arrow);stroke-width:1.5}
.step.response line{stroke-dasharray:6 4}
.step.broken line{stroke:var(--fail);stroke-width:2}
.step.broken span{color:var(--fail)}
.heads{position:absolute}
.heads .plain{fill:var(--arrow)}.heads .broken{fill:var(--fail)}
footer{border-top:1px solid var(--line);color:var(--muted);font-size:.875rem;padding-bottom:2rem}
@media (min-width:72rem){
.page{display:grid;grid-template-columns:12.5rem minmax(0,1fr);gap:2.5rem;align-items:start}
.side{position:sticky;top:0;padding-top:1.5rem;max-height:100vh;overflow:auto}
nav{border:0;padding:0;margin:0}
nav ul{flex-direction:column}
nav a{display:block}
main{border-top:1px solid var(--line);padding-top:1.5rem}
.compare{grid-template-columns:1fr 1fr}
}
@media (max-width:60rem){
table,thead,tbody,tr,th,td,caption{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{border:1px solid var(--line);border-radius:.625rem;background:var(--panel);padding:.75rem 1rem;margin-bottom:.625rem}
th,td{border:0;padding:.125rem 0}
tbody th,.requirements tbody th{font-weight:600;margin-bottom:.25rem;white-space:normal;min-width:0}
td{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.5rem}
td::before{content:attr(data-label);color:var(--muted);font-size:.8125rem;line-height:1.75}
td:empty{display:none}
.requirements td:nth-child(n),.checks td:nth-child(n){min-width:0}
.requirements tbody tr,.checks tbody tr{display:flex;flex-wrap:wrap;align-items:baseline;gap:.125rem .75rem}
.checks tbody th,.requirements td:nth-child(n+4),.checks td:nth-child(5){flex-basis:100%}
.requirements td:nth-child(-n+4),.checks td:nth-child(-n+5){display:block}
.requirements td:nth-child(-n+4)::before,.checks td:nth-child(-n+5)::before{content:none}
.checks td:nth-child(n+6){display:flex;gap:.375rem}
.checks td:nth-child(7){order:1}
}
@media (max-width:30rem){
.summary,.page,footer{padding-left:1rem;padding-right:1rem}
.tiles{grid-template-columns:repeat(auto-fit,minmax(6.75rem,1fr))}.tiles li>*{padding:.5rem .625rem;font-size:.8125rem;overflow-wrap:normal}
article.finding{padding:.875rem 1rem}
.call{font-size:12px}
}
@media print{
:root{color-scheme:light}
html{font-size:10pt}
.mark,.tiles li,.proportions,.sign,.alert{print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,.find,.skip,.exchange-tools,button{display:none}
.exchange:not([open]),#exchanges-others{display:none}
.fold::details-content{content-visibility:visible;display:block}
pre.body{max-height:none}
article.finding,tr,.exchange,.reasons>div{break-inside:avoid}
a{color:inherit}
}
`;
