//! What a text can show, in each form of a record: the page, its Markdown, its JSON; and on a page of prose.

use super::{Setting, prepare};
use crate::base;
use crate::route::Page;
use crate::source::Sources;
use crate::theme::Theme;

const SITE: &str = "title: T\ntagline: t\ndescription: d\nprograms: { tea: { title: Tea, summary: s } }\n";
const DRAWING: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'><path d='M0 0h9'/></svg>";
const HEAD: &str = "---\nsummary: s\nchecked: 2026-11-20\n";

const RECORD: &str = "title: Hot
---
## What it means

![The *full* pot](pot.svg) and ![a cup](../../images/cup.svg \"t\").<!-- secret -->

See [it](other.md), [there](../../prose/about.md#how-to), [](prose:about), [below](#by-hand), [own](#means).

### By hand

Wait.[^1]

> [!TIP]
> Press <kbd>F5</kbd>.

- [x] Boil

[^1]: Ten minutes.
";

const ABOUT: &str = "---\ntitle: About\nsummary: s\n---\n\n### How to\n\nSee [Hot](../records/tea/hot.md#by-hand), [top](#how-to). ![a cup](cup.svg)\n";

fn sources() -> Sources {
    Sources::from_texts([
        ("content/site.yaml", SITE.to_string()),
        ("content/images/cup.svg", DRAWING.to_string()),
        ("content/images/unused.svg", DRAWING.replace("40 20", "41 20")),
        ("content/prose/about.md", ABOUT.to_string()),
        ("content/records/tea/hot.md", format!("{HEAD}{RECORD}")),
        ("content/records/tea/hot/pot.svg", DRAWING.replace("40 20", "40 30")),
        ("content/records/tea/other.md", format!("{HEAD}---\n# Cold tea\n\nIt is cold.\n")),
    ])
}

#[test]
fn images_links_and_notes_are_in_all_forms() {
    let (base, problems) = base::load(&sources());
    let told: Vec<&str> = problems.iter().map(|problem| problem.rule.name()).collect();
    assert_eq!(told, ["unused-file", "missing-signature", "missing-signature"], "{problems:?}");
    let theme = Theme::load(None).expect("the built-in theme");
    let setting = Setting::new(&base, &theme);
    let text = |page| String::from_utf8(prepare(page, &setting).render().expect("it renders")).expect("text");
    let images: Vec<Page> =
        setting.pages().into_iter().filter(|page| matches!(page, Page::Image(_))).collect();
    let paths: Vec<String> = images.iter().map(|page| setting.path(*page)).collect();
    let [cup, pot] = paths.as_slice() else { panic!("{paths:?}") };
    assert!(cup.starts_with("images/cup-") && cup.contains(".svg"), "{cup}");
    assert_eq!(text(images[0]), DRAWING);

    let hot = base.find("tea/hot").expect("it is there");
    let page = text(Page::Record(hot));
    for words in [
        &format!("<img src=../{pot} width=40 height=30 loading=lazy alt=\"The full pot\">"),
        &format!("<img src=../{cup} width=40 height=20 loading=lazy alt=\"a cup\">"),
        "<a href=other.html>it</a>",
        "<a href=../about.html#H-how-to>there</a>",
        "<a href=../about.html>About</a>",
        "<a href=#H-by-hand>below</a>",
        "<a href=#means>own</a>",
        "<h3 id=H-by-hand>By hand</h3>",
        "<div class=\"alert tip\" role=note>",
        "<kbd>F5</kbd>",
        "Ten minutes.",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let json = text(Page::RecordJson(hot)).replace("\\n", "\n").replace("\\\"", "\"");
    for form in [text(Page::RecordMarkdown(hot)), json] {
        for words in [
            format!("![The *full* pot](../{pot}) and ![a cup](../{cup})."),
            "[it](other.html), [there](../about.html#H-how-to), [About](../about.html)".to_string(),
            "[^1]: Ten minutes.".to_string(),
            "> [!TIP]".to_string(),
        ] {
            assert!(form.contains(&words), "{words}\n{form}");
        }
        assert!(!form.contains("secret"), "{form}");
    }
    assert!(!page.contains("secret"), "{page}");
    let about = text(Page::Prose(0));
    for words in [
        "<h3 id=H-how-to>",
        "<a href=tea/hot.html#H-by-hand>",
        "<a href=#H-how-to>top</a>",
        &format!("<img src={cup} "),
    ] {
        assert!(about.contains(words), "{words}\n{about}");
    }
}

#[test]
fn a_first_level_heading_is_the_title() {
    let (base, _) = base::load(&sources());
    let other = base.record(base.find("tea/other").expect("it is there"));
    assert_eq!(other.front.title, "Cold tea");
    assert_eq!(
        base::Heads::of(&sources(), crate::record::Scope::PUBLIC).title("tea/other"),
        Some("Cold tea")
    );
}

#[test]
fn a_link_to_what_is_not_there_is_told() {
    for (link, rule) in [
        ("[x](nothing.md)", "dangling-reference"),
        ("[x](other.md#nothing)", "dangling-reference"),
        ("[x](../../../secret.md)", "dangling-reference"),
        ("[x](prose:nothing)", "dangling-reference"),
        ("[x](prose:about#nothing)", "dangling-reference"),
        ("![x](nothing.svg)", "dangling-reference"),
        ("[x](#by-foot)", "dangling-reference"),
    ] {
        let record = format!("{HEAD}{RECORD}\n{link}\n");
        let changed = sources().with_texts([("content/records/tea/hot.md", record)]);
        let (_, problems) = base::load(&changed);
        assert!(problems.iter().any(|problem| problem.rule.name() == rule), "{link}: {problems:?}");
    }
}
