// The SPARQL editor: the text field of the page, with colours and completion of our own terms.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const field = document.getElementById("query");
const form = field.form;
const answer = document.getElementById("answer");
const words = form.dataset;

// The style elements that CodeMirror makes carry the page's nonce; the policy lets in no others.
const nonce = EditorView.cspNonce.of(words.nonce);

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--ink)", fontWeight: "600" },
  { tag: [tags.string, tags.literal, tags.number], color: "var(--text-of-values)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.atom, tags.meta, tags.propertyName], color: "var(--accent)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", minHeight: "16rem" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--tint)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--edge)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]":
    { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
});

let terms;
const known = async () => {
  terms ??= fetch(words.terms).then((response) => (response.ok ? response.json() : [])).catch(() => []);
  return terms;
};

// A prefixed name completes by its name and by its label; a query that lacks the prefix gets it.
const complete = async (context) => {
  const word = context.matchBefore(/[\w-]*:?[\w-]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const variables = [...new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? [])];
  return {
    from: word.from,
    options: [
      ...(await known()).map((term) => ({ ...term, apply: withPrefix })),
      ...variables.map((label) => ({ label: label.slice(1), displayLabel: label, type: "variable", boost: -1 })),
    ],
  };
};

const withPrefix = (view, completion, from, to) => {
  const [prefix] = completion.label.split(":");
  const declared = new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(view.state.doc.toString());
  const changes = [{ from, to, insert: completion.label }];
  if (!declared && completion.namespace) {
    changes.unshift({ from: 0, insert: `PREFIX ${prefix}: <${completion.namespace}>\n` });
  }
  view.dispatch({ changes, selection: { anchor: from + completion.label.length + (changes.length > 1 ? changes[0].insert.length : 0) } });
};

const view = new EditorView({
  parent: document.getElementById("editor"),
  state: EditorState.create({
    doc: field.value,
    extensions: [
      nonce, lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
      StreamLanguage.define(sparql), syntaxHighlighting(colours), autocompletion({ override: [complete] }),
      EditorView.lineWrapping, theme,
      EditorView.contentAttributes.of({ "aria-labelledby": "query-label", "aria-describedby": "query-help", id: "editing" }),
      keymap.of([
        { key: "Mod-Enter", run: () => { form.requestSubmit(); return true; } },
        // Tab leaves the editor, as it leaves every field: indentWithTab is not here.
        ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap,
      ]),
      EditorView.updateListener.of((update) => { if (update.docChanged) field.value = update.state.doc.toString(); }),
    ],
  }),
});
field.closest(".plain-editor").hidden = true;

// CodeMirror's history is of the text; this one is of the browser.
const visited = globalThis.history;

// Running: the page of the answer is fetched and its answer shown here; it can be given up.
const run = form.querySelector("button[type=submit]");
const cancel = document.getElementById("cancel");
const clock = document.getElementById("elapsed");
let running;

const show = async (address, options) => {
  running?.abort();
  const mine = (running = new AbortController());
  const begun = performance.now();
  const tick = setInterval(() => { clock.textContent = seconds(begun); }, 100);
  cancel.hidden = false;
  run.disabled = true;
  answer.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { ...options, signal: mine.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    answer.replaceChildren(...(page.getElementById("answer")?.childNodes ?? []));
    clock.textContent = seconds(begun);
  } catch (error) {
    if (mine !== running) return;
    clock.textContent = error.name === "AbortError" ? words.cancelled : words.failed;
  } finally {
    clearInterval(tick);
    if (mine === running) {
      cancel.hidden = true;
      run.disabled = false;
      answer.removeAttribute("aria-busy");
    }
  }
};
const seconds = (begun) => `${((performance.now() - begun) / 1000).toFixed(1)} s`;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  // An address that servers refuse as too long is sent in the body, and cannot be shared.
  const long = address.length > Number(words.longest);
  if (!long) visited.pushState({ query: field.value }, "", address);
  show(long ? form.action : address, long ? { method: "POST", body: new URLSearchParams(new FormData(form)) } : {});
});
cancel.addEventListener("click", () => running?.abort());

addEventListener("popstate", () => location.reload());
