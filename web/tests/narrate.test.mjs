import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { evaluate } from "@mdx-js/mdx";
import { parse, parseFragment } from "parse5";
import { createElement } from "react";
import * as runtime from "react/jsx-runtime";
import { renderToStaticMarkup } from "react-dom/server";
import rehypeStringify from "rehype-stringify";
import remarkDirective from "remark-directive";
import remarkEmoji from "remark-emoji";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { hostileTexts, onOneLine } from "./support/hostile.mjs";
import { newFolder, PROGRAM, startServer } from "./support/server.mjs";

const run = promisify(execFile);

const WORKFLOWS = 200;
const DEBUGGER = "https://mesh.example";

/** What documents are made of, whoever renders them, with the attributes that renderers add. */
const ELEMENTS = new Set(
  "h1 h2 p ul ol li strong em code table thead tbody tr th td sup section div hr a".split(" "),
);
const ATTRIBUTES = new Set(
  "id href class aria-label aria-describedby data-footnotes data-footnote-ref data-footnote-backref title".split(
    " ",
  ),
);
const CLASSES = new Set(
  "sr-only footnotes footnote footnote-ref footnote-backref data-footnote-backref".split(" "),
);

const PUBLISH = `mutation ($inputs: [PublishInput!]!) {
  publishMany(inputs: $inputs) { results { created } }
}`;

let docs;
const documents = [];

/** Two events whose every text is a hostile one. */
function workflow(text, number) {
  const id = (place) => `w${number}-${place}`;
  const line = onOneLine(text).slice(0, 90);
  const event = (place, userIntent, context) => ({
    id: id(place),
    eventName: `${line} ${place}`,
    source: line,
    timestamp: Date.UTC(2026, number % 12, 1 + (number % 28), 10, place),
    payload: {},
    shouldDocument: true,
    userIntent,
    context,
  });
  return [
    event(
      1,
      {
        problemSolved: text,
        painPoint: text,
        goal: text,
        expectedOutcome: text,
        impactMetric: text,
      },
      { category: line, decision: text },
    ),
    event(2, undefined, { relatedEvents: [id(1)], outcome: text, impactMetric: text }),
  ];
}

before(async () => {
  const folder = await newFolder();
  const url = `sqlite://${path.join(folder, "history.db")}?mode=rwc`;
  const server = await startServer({ "database.url": url });
  const texts = hostileTexts(WORKFLOWS);
  for (let start = 0; start < WORKFLOWS; start += 50) {
    const inputs = texts
      .slice(start, start + 50)
      .flatMap((text, place) => workflow(text, start + place));
    const { data, errors } = await server.ask({ query: PUBLISH, variables: { inputs } });
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.ok(data.publishMany.results.every(({ created }) => created));
  }
  await server.stop();
  docs = path.join(folder, "docs");
  await run(PROGRAM, ["narrate", "--out", docs, "--database-url", url], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, EVENT_MESH__SERVER__PUBLIC_URL: DEBUGGER },
  });
  const names = await readdir(docs, { recursive: true });
  for (const name of names.filter((name) => name.endsWith(".md"))) {
    const markdown = await readFile(path.join(docs, name), "utf8");
    const number = markdown.match(/`w(\d+)-1`/)?.[1];
    documents.push({ name, markdown, text: number && texts[number] });
  }
  assert.equal(documents.filter(({ text }) => text).length, WORKFLOWS);
});

function* elementsOf(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) {
      yield child;
    }
    yield* elementsOf(child.content ?? child);
  }
}

function textOf(node) {
  const own = node.nodeName === "#text" ? node.value : "";
  return (node.childNodes ?? []).reduce((text, child) => text + textOf(child), own);
}

const isOurs = (href) =>
  href.startsWith("#") ||
  /^https:\/\/mesh\.example\/e\/w\d+-\d$/.test(href) ||
  /^[./]*(\d{4}\/)?\d{4}-\d{2}(-\d{2}-[0-9a-f]{8})?(\.md|\/)$/.test(href);

/** Asserts that a document shows its text, and that nothing in it was obeyed. */
function assertObeysNothing({ name, text }, html, root) {
  for (const { tagName, attrs } of elementsOf(root)) {
    assert.ok(ELEMENTS.has(tagName), `${name}: <${tagName}> in ${html}`);
    for (const { name: attribute, value } of attrs) {
      const said = `${name}: ${attribute}=${value} on <${tagName}>`;
      const isAlignment = attribute === "style" && /^text-align: ?\w+;?$/.test(value);
      assert.ok(ATTRIBUTES.has(attribute) || isAlignment, said);
      assert.ok(attribute !== "href" || isOurs(value), said);
      assert.ok(attribute !== "class" || value.split(" ").every((one) => CLASSES.has(one)), said);
      assert.ok(
        attribute !== "title" || /^Jump back to footnote \d+ in the text$/.test(value),
        said,
      );
    }
  }
  if (text) {
    // Within quotation marks, a text's own become single ones.
    const plain = (shown) => onOneLine(shown).replace(/[“”‘’]/g, "'");
    const shown = plain(textOf(root).replaceAll("\u2060", ""));
    const times = shown.split(plain(text)).length - 1;
    // Title, problem, pain, goal (twice), decision, expectation (twice), measures and outcomes.
    assert.ok(times >= 8, `${name}: ${times} times ${JSON.stringify(text)} in ${shown}`);
  }
}

test("MDX, as Docusaurus has it, obeys no text", async () => {
  const remarkPlugins = [remarkFrontmatter, remarkDirective, remarkGfm, remarkMath, remarkEmoji];
  for (const document of documents) {
    const source = { value: document.markdown, path: document.name };
    const module = await evaluate(source, { ...runtime, remarkPlugins });
    assert.deepEqual(Object.keys(module), ["default"], document.name);
    const html = renderToStaticMarkup(createElement(module.default));
    assertObeysNothing(document, html, parseFragment(html));
  }
});

test("GitHub's Markdown obeys no text", async () => {
  const renderer = unified()
    .use(remarkParse)
    .use(remarkFrontmatter)
    .use(remarkGfm)
    .use(remarkMath)
    .use(remarkEmoji)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeStringify, { allowDangerousHtml: true });
  for (const document of documents) {
    const html = String(await renderer.process(document.markdown));
    assertObeysNothing(document, html, parseFragment(html));
  }
});

test("MkDocs obeys no text, in a strict build", async () => {
  const site = path.join(docs, "../site");
  const config = path.join(docs, "../mkdocs.yml");
  const extensions = "[extra, admonition, sane_lists, wikilinks]";
  await writeFile(
    config,
    `site_name: Ours\ndocs_dir: ${docs}\nsite_dir: ${site}\nmarkdown_extensions: ${extensions}\n`,
  );
  await run("mkdocs", ["build", "--strict", "--quiet", "--config-file", config]);
  for (const document of documents) {
    const page = document.name.replace(/(index)?\.md$/, "/index.html");
    const html = await readFile(path.join(site, page), "utf8");
    const root = parse(html);
    const all = [...elementsOf(root)];
    const main = all.find(({ attrs }) => attrs.some(({ value }) => value === "main"));
    assertObeysNothing(document, html, main);
    // Titles stand in the head and in the navigation as well.
    for (const { tagName, attrs, childNodes } of all) {
      const said = `${document.name}: <${tagName}> in ${html}`;
      assert.doesNotMatch(tagName, /evil|^(iframe|img|details)$/, said);
      assert.ok(tagName !== "script" || !textOf({ childNodes }).includes("evil"), said);
      for (const { name, value } of attrs) {
        const isPlace = name === "id" || (name === "href" && value.startsWith("#"));
        assert.ok(isPlace || !`${name}${value}`.includes("evil"), `${said}: ${name}=${value}`);
      }
    }
  }
});
