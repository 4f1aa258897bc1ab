//! A page in Markdown as one HTML file that needs nothing else: no script, no
//! font, no picture, so that it can be put on any notice board or printed.

use pulldown_cmark::{CowStr, Event, Options, Parser, html};

const STYLE: &str = include_str!("page.css");

/// The page, with `title` for the window. HTML within the Markdown is shown as
/// the text it is.
pub(super) fn page(title: &str, markdown: &str) -> String {
    let as_text = |event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    };
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(as_text);
    let mut body = String::new();
    html::push_html(&mut body, events);
    let mut escaped = String::new();
    html::push_html(&mut escaped, [Event::Text(CowStr::from(title))].into_iter());
    format!(
        "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <title>{escaped}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_a_page_is_text() {
        let page = page(
            "<b>&",
            "# <script>alert(1)</script>\n\n<div onclick=\"a\">\n\n`<i>`\n",
        );
        assert!(page.contains("<title>&lt;b&gt;&amp;</title>"), "{page}");
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{page}"
        );
        assert!(page.contains("&lt;div onclick"), "{page}");
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("<div"), "{page}");
    }

    #[test]
    fn a_page_needs_nothing_from_elsewhere() {
        let page = page("a", "| a | b |\n| --- | ---: |\n| 1 | 2 |\n");
        assert!(page.contains("<table>"), "{page}");
        for elsewhere in ["http:", "https:", "src=", "url(", "@import", "<link"] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
    }
}
