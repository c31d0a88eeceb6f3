/**
 * Texts that mean something to some program that renders Markdown: HTML, MDX, links, templates, and what
 * extensions add. Whatever obeys one shows `evil` somewhere else than in its text.
 */
const TEXTS = [
  'import evil from "evil"',
  "export const evil = 1",
  "export default () => <evil />",
  "{evil()}",
  "{/* evil */}",
  "<Evil onClick={evil} />",
  "<script>evil()</script>",
  "<img src=x onerror=evil()>",
  "<a href='https://evil.example'>evil</a>",
  "<!-- evil",
  "evil -->",
  "<![CDATA[evil]]> <?evil ?> <!DOCTYPE evil>",
  "<details><summary>evil</summary>",
  "</p></li></td></table></script><evil-element>",
  "[evil](https://evil.example)",
  "[evil](javascript:evil())",
  "![evil](https://evil.example/x.png)",
  "[evil]: https://evil.example",
  "[evil][evil] [[evil]] [evil]",
  "<https://evil.example> <evil@evil.example>",
  "https://evil.example/x?y=1&z=2 http://evil.example.",
  "www.evil.example and (www.evil.example)",
  "evil@evil.example mailto:evil@evil.example xmpp:evil@evil.example/x",
  "javascript:evil() data:text/html,evil",
  "---\ntitle: evil\n---",
  "# evil\n## evil",
  "evil\n===\nevil\n---",
  "- evil\n* evil\n+ evil\n1. evil",
  "> evil\n>> evil",
  "    evil\n\tevil",
  "```evil\nevil\n```",
  "~~~evil\nevil",
  "`evil` ``evil`` ` evil ``` evil",
  "| evil | evil |\n| --- | --- |\n| evil | evil |",
  "a | evil || evil \\| evil",
  "*evil* **evil** _evil_ __evil__ ~evil~ ~~evil~~ ==evil== ++evil++ ^evil^",
  "[^1] [^evil]\n\n[^evil]: evil ^[evil]",
  ":::danger evil\nevil\n:::",
  ':evil[evil]{onclick="evil()"} ::evil{evil=evil} :evil{#evil}',
  '!!! danger "evil"\n    evil\n??? evil',
  '/// evil\nevil\n///\n=== "evil"',
  "{: #evil .evil onclick=evil() } {#evil} {.evil}",
  "*[evil]: evil\nevil",
  "evil\n: evil",
  ":smile: :evil: :+1: evil:smile:evil :skull::smile:",
  "$evil$ $$evil$$ \\(evil\\) \\[evil\\] $`evil`$",
  "{{ evil }} {% evil %} {# evil #} {{ 7*7 }}@evil.example",
  "{% raw %}{{ evil }}{% endraw %} \u0024{evil} #{evil} <%= evil %>",
  "&lt;evil&gt; &#60;evil&#62; &amp;lt;evil&amp;gt; &evil; &#x3c;evil&#x3e;",
  "\u202eevil\u202c \u2066evil\u2069 e\u200bvil \u200fevil",
  "evil\u0001\u0002evil\u0003 \u0007evil\u007f",
  "\\<evil\\> \\[evil\\](evil) \\`evil\\` \\\\evil",
  "@evil #1 evil#1 GH-1 evil/evil#1 0123456789abcdef0123456789abcdef01234567",
  "evil  \nevil\\\nevil<br>evil",
  "- [ ] evil\n- [x] evil",
  "[TOC] [[_TOC_]] [toc] <evil",
  "%evil% __proto__ constructor ~evil ...evil",
  "'evil' \"evil\" “evil” (c) -- --- evil",
  "http&#58;//evil.example evil&#64;evil.example www&#46;evil.example",
  'evil" onmouseover="evil()" x="',
];

const WAYS = [
  (text) => text,
  (text) => `word ${text} word`,
  (text) => `\n\n${text}\n\n`,
  (text) => `${text} ${text}`,
];

/** So many texts, each of them different. */
export function hostileTexts(count) {
  return Array.from({ length: count }, (_, number) => {
    const way = WAYS[Math.floor(number / TEXTS.length) % WAYS.length];
    return way(TEXTS[number % TEXTS.length]);
  });
}

/** A text as documents show it: on one line, without what can't be seen. */
export const onOneLine = (text) =>
  text.replace(/[\s\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
