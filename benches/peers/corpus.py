"""A knowledge base of N records, the same on every machine: for errbook, and the same content for its peers.

    python3 benches/peers/corpus.py N FOLDER [errbook hugo zola mdbook]

Nothing repeats: each record has text and code of its own, so that no generator gains by remembering the last one.
"""

import pathlib
import sys
from dataclasses import dataclass

WORDS = (
    "account backup batch binary branch broker buffer cache certificate channel client cluster command config connection "
    "container cookie counter credential daemon database deadline deploy device digest domain driver endpoint event export "
    "factory failover field filter firewall folder format gateway group handler header host image import index instance "
    "issuer journal kernel label layer ledger limit listener locale lock manifest member message metric mirror module "
    "namespace network node object offset operator option origin owner package parser partition password patch peer "
    "permission pipeline plugin policy pool port prefix process profile project protocol provider proxy quota queue record "
    "region registry release replica request resource response retry role router runner schema scope secret segment "
    "sequence server session shard signal snapshot socket storage stream subnet switch table tenant thread ticket token "
    "topic trace transaction trigger tunnel update upload vault vendor version volume webhook window worker zone"
).split()
VERBS = "accepts caches checks closes copies drops expires keeps loads locks moves opens reads refuses renews sends signs skips stores writes".split()
STATUSES = [400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529]
PROGRAMS = [f"product-{letter}" for letter in "abcdefgh"]
SOURCES = 40


class Dice:
    """A linear congruential generator: the same numbers whatever the version of Python."""

    def __init__(self, seed):
        self.state = seed * 0x9E3779B97F4A7C15 + 1

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        return (self.state >> 33) % bound

    def pick(self, values):
        return values[self.below(len(values))]

    def words(self, count):
        return " ".join(self.pick(WORDS) for _ in range(count))

    def name(self):
        return f"{self.pick(WORDS)}_{self.pick(WORDS)}_{self.below(100_000)}"

    def sentence(self):
        first, second = self.words(1 + self.below(3)), self.words(2 + self.below(4))
        return f"The {first} {self.pick(VERBS)} the {second} before the {self.words(2)} of `{self.name()}` is read."

    def paragraph(self, sentences):
        return " ".join(self.sentence() for _ in range(sentences))


@dataclass
class Code:
    name: str
    language: str
    title: str
    text: str


@dataclass
class Cause:
    slug: str
    title: str
    source: str
    text: str
    tell: str
    check: str
    outcomes: list
    fix: list


@dataclass
class Record:
    program: str
    slug: str
    title: str
    summary: str
    quick_fix: str
    status: int
    type: str
    tags: list
    signature: str
    message: str
    meaning: str
    causes: list
    code: list
    table: list
    questions: list
    related: str
    sources: list


def record(ix, count):
    dice = Dice(ix + 1)
    status = dice.pick(STATUSES)
    program, slug = place(ix)
    first, second = dice.name(), dice.words(3)
    causes = [cause(dice, number) for number in range(3 + dice.below(4))]
    return Record(
        program=program,
        slug=slug,
        title=f"{status} {second} {ix}",
        summary=f"The {dice.words(3)} refuses the {dice.words(2)} because `{first}` is not the {dice.words(2)} it expects.",
        quick_fix=f"Set `{dice.name()}` to the {dice.words(2)} of the {dice.words(1)} and send the request again.",
        status=status,
        type=f"{dice.pick(WORDS[:24])}_error",
        tags=[f"{dice.pick(WORDS)}" for _ in range(2)],
        signature=f"the {second} {first} refused {{value}} for the {dice.words(3)}",
        message=f"the {second} {first} refused 4711 for the ",
        meaning=dice.paragraph(3),
        causes=causes,
        code=[code(dice, number) for number in range(2 + dice.below(3))],
        table=[(dice.name(), dice.words(3), str(dice.below(9999))) for _ in range(4)],
        questions=[(f"Does the {dice.words(2)} matter?", dice.paragraph(2)) for _ in range(2)],
        related="/".join(place((ix * 7 + 3) % count)),
        sources=[f"D-{1 + dice.below(SOURCES)}" for _ in range(2)],
    )


def place(ix):
    return PROGRAMS[ix % len(PROGRAMS)], f"{WORDS[ix % len(WORDS)]}-{ix}"


def cause(dice, number):
    return Cause(
        slug=f"{dice.pick(WORDS)}-{number}",
        title=f"The {dice.words(2)} is not the {dice.words(2)}",
        source=f"D-{1 + dice.below(SOURCES)}",
        text=dice.paragraph(2),
        tell=dice.sentence(),
        check=f"Run `{dice.pick(WORDS)} --{dice.pick(WORDS)} {dice.name()}` and look at the {dice.words(2)}.",
        outcomes=[(f"`{dice.name()}` is listed", "this is it; apply the fix"), ("it is not", f"the {dice.words(3)} is in order")],
        fix=[f"Open the {dice.words(2)}.", f"Set `{dice.name()}` to `{dice.below(999)}`.", f"Restart the {dice.words(2)}."],
    )


def code(dice, number):
    language, lines = dice.pick(LANGUAGES), 8 + dice.below(18)
    ending, name, write = language
    body = [write(dice, name(dice), dice.name()) for _ in range(lines // 4)]
    text = FRAMES[ending](dice.name(), "\n".join(body))
    return Code(f"sample-{number + 1}.{ending}", ending, f"Look at the {dice.words(2)}", text.rstrip("\n") + "\n")


def python(dice, a, b):
    return f"    # the {dice.words(4)}\n    {a} = client.get('{b}', timeout={dice.below(99)})\n    if {a}.status_code != {dice.below(600)}:\n        raise RuntimeError(f'{dice.words(2)}: {{{a}.text}}')"


def typescript(dice, a, b):
    return f"  // the {dice.words(4)}\n  const {a}: Response = await fetch(`/{b}/${{id}}`, {{ method: 'POST' }});\n  if (!{a}.ok && retries < {dice.below(99)}) {{\n    throw new Error('{dice.words(3)}'); }}"


def shell(dice, a, b):
    return f"# the {dice.words(4)}\nexport {a}=\"$(cat /etc/{b}.conf | head -n {dice.below(99)})\"\nif [ -z \"${a}\" ]; then echo '{dice.words(3)}' >&2; exit {dice.below(9)}; fi\ncurl -sS -H \"x-{b}: ${{{a}}}\" https://example.org/{b} | jq '.{a}'"


def json(dice, a, b):
    return f'  "{a}": {{\n    "{b}": [{dice.below(99)}, true, null, "{dice.words(2)}"],\n    "limit": {dice.below(9999)}.5\n  }},'


def yaml(dice, a, b):
    return f"{a}:  # the {dice.words(3)}\n  {b}: {dice.below(999)}\n  enabled: true\n  names: [{dice.pick(WORDS)}, '{dice.words(2)}']"


def go(dice, a, b):
    return f'\t// the {dice.words(4)}\n\t{a}, err := client.Get("https://example.org/{b}", {dice.below(99)})\n\tif err != nil {{ return fmt.Errorf("{dice.words(2)}: %w", err) }}\n\tfmt.Println({a}.Status)'


def java(dice, a, b):
    return f'    // the {dice.words(4)}\n    String {a} = client.send("{b}", {dice.below(99)});\n    if ({a} == null || {a}.isEmpty()) {{ throw new IllegalStateException("{dice.words(2)}"); }}\n    System.out.println({a});'


def short(dice):
    return dice.pick(WORDS) + str(dice.below(9999))


def upper(dice):
    return dice.name().upper()


# The ending of a file, how its language names things, and who writes a few lines of it.
LANGUAGES = [
    ("py", Dice.name, python),
    ("ts", Dice.name, typescript),
    ("sh", upper, shell),
    ("json", Dice.name, json),
    ("yaml", Dice.name, yaml),
    ("go", short, go),
    ("java", short, java),
]
FRAMES = {
    "py": lambda name, body: f"import httpx as client\n\ndef {name}(retries: int = 3) -> None:\n{body}\n",
    "ts": lambda name, body: f"export async function {name}(id: string, retries = 3): Promise<void> {{\n{body}\n}}\n",
    "sh": lambda name, body: f"#!/bin/sh\nset -eu\n# {name}\n{body}\n",
    "json": lambda name, body: "{\n" + body + f'\n  "name": "{name}"\n}}\n',
    "yaml": lambda name, body: f"# {name}\n{body}\n",
    "go": lambda name, body: f'package main\n\nimport "fmt"\n\nfunc {name}(client Client) error {{\n{body}\n\treturn nil\n}}\n',
    "java": lambda name, body: f"final class Sample {{\n  void {name}(Client client) throws Exception {{\n{body}\n  }}\n}}\n",
}


def errbook(folder, records, count):
    programs = "".join(f"  {name}: {{ title: {name.title()}, vendor: Example, summary: Errors of {name}. }}\n" for name in PROGRAMS)
    write(folder / "content/site.yaml", f"title: Bench\ntagline: Paste the error.\ndescription: A corpus for measuring.\nlanguage: en\nprograms:\n{programs}")
    write(
        folder / "content/sources.yaml",
        "".join(
            f"D-{n}:\n  title: Manual, chapter {n}\n  url: https://example.org/manual/{n}\n  kind: documentation\n  read: 2026-11-20\n"
            for n in range(1, SOURCES + 1)
        ),
    )
    for one in records:
        beside = folder / "content/records" / one.program / one.slug
        write(beside.with_name(beside.name + ".md"), errbook_record(one))
        write(beside / "sample.txt", f"2026-11-20 12:00:00 {one.program}: {filled(one)}\n")
        for sample in one.code:
            write(beside / sample.name, sample.text)


def filled(one):
    return one.signature.replace("{value}", "4711")


def errbook_record(one):
    causes = "".join(
        f"  {cause.slug}: {{ often: common, evidence: documented, sources: [{cause.source}], checked: 2026-11-20, risk: read-only }}\n"
        for cause in one.causes
    )
    code = "".join(f"  {sample.name}: {{ purpose: probe, title: {sample.title} }}\n" for sample in one.code)
    front = (
        f"---\ntitle: {one.title}\nsummary: {one.summary}\nquick-fix: {one.quick_fix}\nstatus: {one.status}\ntype: {one.type}\n"
        f"class: request\nseverity: blocking\nretry: after-change\ndefect: by-design\ntags: [{', '.join(sorted(set(one.tags)))}]\n"
        f"signatures:\n  - all: [\"{one.signature}\"]\ncauses:\n{causes}code:\n{code}related: [{one.related}]\n"
        f"created: 2026-11-20\nchecked: 2026-11-20\nhistory:\n  - {{ on: 2026-11-20, what: First version. }}\n---\n\n"
    )
    return front + body(
        one,
        mark=lambda source: f" {{documented: {source}}}",
        anchor=lambda slug: f" {{#{slug}}}",
        error="json error",
        code=lambda samples: "{{ code " + " ".join(sample.name for sample in samples) + " }}\n\n",
    )


def peer_body(one):
    """The same text in plain Markdown: marks as words, code in the page."""
    code = lambda samples: "".join(f"**{s.title}**\n\n```{s.language}\n{s.text}```\n\n" for s in samples)
    text = body(one, mark=lambda source: f" (documented: {source})", anchor=lambda _: "", error="json", code=code)
    cited = dict.fromkeys(one.sources + [cause.source for cause in one.causes])
    sources = "".join(f"1. [Manual, chapter {key[2:]}](https://example.org/manual/{key[2:]}), read 2026-11-20\n" for key in cited)
    return f"**Do this first:** {one.quick_fix}\n\n{text}## Sources\n\n{sources}"


def body(one, mark, anchor, error, code):
    parts = [
        f"## Short answer\n\n- {one.summary}{mark(one.sources[0])}\n- {one.quick_fix}{mark(one.sources[1])}\n\n",
        f"## What it looks like\n\n```{error}\n{{\"type\":\"error\",\"error\":{{\"type\":\"{one.type}\",\"message\":\"{filled(one)}\"}}}}\n```\n\n",
        f"## What it means\n\n{one.meaning}{mark(one.sources[0])}\n\n## Causes\n\n",
    ]
    for cause in one.causes:
        outcomes = "".join(f"- {seen} → {means}.\n" for seen, means in cause.outcomes)
        fix = "".join(f"{n}. {step}\n" for n, step in enumerate(cause.fix, 1))
        parts.append(
            f"### {cause.title}{anchor(cause.slug)}\n\n{cause.text}\n\n**Tell:** {cause.tell}\n\n"
            f"#### Check\n\n{cause.check}\n\n{outcomes}\n#### Fix\n\n{fix}\n"
        )
    rows = "".join(f"| `{a}` | {b} | {c} |\n" for a, b, c in one.table)
    questions = "".join(f"### {question}\n\n{answer}{mark(one.sources[0])}\n\n" for question, answer in one.questions)
    parts.append(f"## Code\n\n{code(one.code)}## Reference\n\n| Setting | Meaning | Value |\n|---|---|--:|\n{rows}\n## FAQ\n\n{questions}")
    return "".join(parts)


STYLE = "body{font:1em/1.5 sans-serif;max-width:60em;margin:auto}pre{overflow:auto;background:#f4f4f4;padding:.5em}nav a{margin-right:1em}\n"
NAV = '<nav><a href="/">Home</a><a href="/status/">Status</a><a href="/type/">Type</a><a href="/tags/">Tags</a></nav>'


def html(title, main):
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/site.css"></head><body>{NAV}<main>{main}</main></body></html>\n'
    )


def hugo(folder, records, count):
    write(
        folder / "hugo.toml",
        'baseURL = "/"\ntitle = "Bench"\ndisableKinds = ["rss", "sitemap"]\n[pagination]\npagerSize = 100\n'
        '[taxonomies]\nstatus = "status"\ntype = "types"\ntag = "tags"\n[markup.highlight]\nnoClasses = false\n',
    )
    card = '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <p>{{ .Params.summary | markdownify }}</p></li>'
    pager = "{{ with .Paginator }}{{ if .HasPrev }}<a href=\"{{ .Prev.URL }}\">Previous</a>{{ end }}{{ if .HasNext }}<a href=\"{{ .Next.URL }}\">Next</a>{{ end }}{{ end }}"
    related = '{{ with site.GetPage .Params.related }}<p>Related: <a href="{{ .RelPermalink }}">{{ .Title }}</a></p>{{ end }}'
    terms = "".join(
        f'{{{{ range .GetTerms "{name}" }}}}<a href="{{{{ .RelPermalink }}}}">{{{{ .LinkTitle }}}}</a> {{{{ end }}}}' for name in ["status", "types", "tags"]
    )
    single = "<h1>{{ .Title }}</h1><p>" + terms + "</p><p>{{ .Params.summary | markdownify }}</p>{{ .TableOfContents }}{{ .Content }}" + related
    listing = "<h1>{{ .Title }}</h1><ul>{{ range (.Paginate .Pages).Pages }}" + card + "{{ end }}</ul>" + pager
    home = '<ul>{{ range .Site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
    write(folder / "layouts/_default/single.html", html("{{ .Title }}", single))
    write(folder / "layouts/_default/list.html", html("{{ .Title }}", listing))
    write(folder / "layouts/index.html", html("Bench", home))
    write(folder / "static/site.css", STYLE)
    for one in records:
        front = (
            f'---\ntitle: "{one.title}"\nsummary: "{one.summary}"\nstatus: ["{one.status}"]\ntypes: ["{one.type}"]\n'
            f'tags: [{", ".join(sorted(set(one.tags)))}]\nrelated: /{one.related}\n---\n\n'
        )
        write(folder / f"content/{one.program}/{one.slug}.md", front + peer_body(one))


def zola(folder, records, count):
    write(
        folder / "config.toml",
        'base_url = "https://example.org"\ntitle = "Bench"\ncompile_sass = false\nbuild_search_index = false\n'
        'taxonomies = [{ name = "status", paginate_by = 100 }, { name = "type", paginate_by = 100 }, { name = "tags", paginate_by = 100 }]\n'
        '[markdown]\nhighlight_code = true\nhighlight_theme = "css"\n',
    )
    card = '<li><a href="{{ page.permalink }}">{{ page.title }}</a> <p>{{ page.description | markdown(inline=true) | safe }}</p></li>'
    pager = '{% if paginator.previous %}<a href="{{ paginator.previous }}">Previous</a>{% endif %}{% if paginator.next %}<a href="{{ paginator.next }}">Next</a>{% endif %}'
    terms = "{% for name, values in page.taxonomies %}{% for value in values %}<a href=\"{{ get_taxonomy_url(kind=name, name=value) }}\">{{ value }}</a> {% endfor %}{% endfor %}"
    toc = '<ul>{% for h in page.toc %}<li><a href="{{ h.permalink }}">{{ h.title }}</a></li>{% endfor %}</ul>'
    related = '{% set other = get_page(path=page.extra.related) %}<p>Related: <a href="{{ other.permalink }}">{{ other.title }}</a></p>'
    listing = "<h1>{{ title }}</h1><ul>{% for page in paginator.pages %}" + card + "{% endfor %}</ul>" + pager
    page = "<h1>{{ page.title }}</h1><p>" + terms + "</p><p>{{ page.description | markdown(inline=true) | safe }}</p>" + toc + "{{ page.content | safe }}" + related
    write(folder / "templates/page.html", html("{{ page.title }}", page))
    write(folder / "templates/section.html", html("{{ section.title }}", listing.replace("{{ title", "{{ section.title")))
    write(folder / "templates/index.html", html("Bench", '<ul>{% for s in section.subsections %}<li>{{ s }}</li>{% endfor %}</ul>'))
    write(folder / "templates/taxonomy_list.html", html("{{ taxonomy.name }}", '<ul>{% for term in terms %}<li><a href="{{ term.permalink }}">{{ term.name }}</a></li>{% endfor %}</ul>'))
    write(folder / "templates/taxonomy_single.html", html("{{ term.name }}", listing.replace("{{ title", "{{ term.name")))
    write(folder / "static/site.css", STYLE)
    write(folder / "content/_index.md", "+++\n+++\n")
    for name in PROGRAMS:
        write(folder / f"content/{name}/_index.md", f'+++\ntitle = "{name}"\npaginate_by = 100\nsort_by = "title"\n+++\n')
    for one in records:
        tags = ", ".join(f'"{tag}"' for tag in sorted(set(one.tags)))
        front = (
            f'+++\ntitle = "{one.title}"\ndescription = "{one.summary}"\n[taxonomies]\nstatus = ["{one.status}"]\ntype = ["{one.type}"]\ntags = [{tags}]\n'
            f'[extra]\nrelated = "{one.related}.md"\n+++\n\n'
        )
        write(folder / f"content/{one.program}/{one.slug}.md", front + peer_body(one))


def mdbook(folder, records, count):
    write(folder / "book.toml", '[book]\ntitle = "Bench"\n[output.html]\n[output.html.search]\nenable = false\n')
    lines = ["# Summary\n"]
    for one in records:
        lines.append(f"- [{one.title}]({one.program}/{one.slug}.md)")
        write(folder / f"src/{one.program}/{one.slug}.md", f"# {one.title}\n\n{peer_body(one)}")
    write(folder / "src/SUMMARY.md", "\n".join(lines) + "\n")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


FORMATS = {"errbook": errbook, "hugo": hugo, "zola": zola, "mdbook": mdbook}


def make(count, folder, formats):
    for name in formats:
        FORMATS[name](folder / name, (record(ix, count) for ix in range(count)), count)


if __name__ == "__main__":
    make(int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:] or list(FORMATS))
