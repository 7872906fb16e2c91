//! How texts are ordered, folded and made harmless.

use super::*;

const OURS: Setter = Setter {
    order: Order::Ours,
    ligatures: true,
};

fn text(line: &Line) -> String {
    line.glyphs
        .iter()
        .map(|glyph| glyph.symbol.as_str())
        .collect()
}

fn shown(of: &str, columns: usize) -> Vec<String> {
    let lines = OURS.lines(of, Way::ByItself, columns);
    lines.iter().map(text).collect()
}

#[test]
fn arabic_stands_from_right_to_left_and_numbers_and_english_in_it_do_not() {
    // בוקר has no joined forms, so that the order alone is seen.
    assert_eq!(shown("אבג 12 abc", 40), ["abc 12 גבא"]);
    assert_eq!(shown("abc אבג (ד) x", 40), ["abc (ד) גבא x"]);
    assert_eq!(shown("بيت", 40), ["\u{fe96}\u{fef4}\u{fe91}"]);
}

#[test]
fn a_text_is_folded_as_it_is_spoken_and_each_row_is_ordered_for_itself() {
    assert_eq!(shown("אב גד הו", 5), ["דג בא", "וה"]);
    assert_eq!(shown("the quick brown", 9), ["the quick", "brown"]);
    assert_eq!(shown("abcdefgh\n\nx", 3), ["abc", "def", "gh", "", "x"]);
}

#[test]
fn no_row_is_wider_than_it_may_be_also_with_wide_signs() {
    let hostile = "漢字かな👨\u{200d}👩\u{200d}👧\u{200d}👦 👍🏽 صباح الخير z̷̢̡̛̖̗̘̙̜ end";
    for columns in 2..40 {
        for line in OURS.lines(hostile, Way::ByItself, columns) {
            assert!(line.columns <= columns, "{columns} {:?}", text(&line));
        }
    }
}

#[test]
fn nothing_that_a_terminal_obeys_and_no_override_is_left_in_a_sign() {
    let hostile = "a\u{1b}[2J\u{9b}1m\u{202e}evil\u{2069}\u{200f}é\u{7}";
    for order in [Order::Ours, Order::Terminals] {
        let setter = Setter {
            order,
            ligatures: true,
        };
        let line = setter.line(hostile, Way::ByItself, 80);
        let inner = text(&line);
        let inner = inner.trim_matches(['\u{2066}', '\u{2069}']);
        assert!(
            inner.chars().all(|c| !c.is_control() && !is_invisible(c)),
            "{inner:?}"
        );
        assert!(inner.contains("[2J"), "{inner:?}");
    }
}

#[test]
fn a_tower_of_marks_is_cut_and_a_mark_alone_has_a_carrier() {
    let tower = format!("z{}", "\u{335}".repeat(100));
    let line = OURS.line(&tower, Way::ByItself, 10);
    assert_eq!(text(&line).chars().count(), 1 + MARKS);
    assert_eq!(
        text(&OURS.line("\u{64e}", Way::ByItself, 10)),
        "\u{25cc}\u{64e}"
    );
}

#[test]
fn what_is_cut_off_ends_with_a_sign_where_reading_ends() {
    assert_eq!(text(&OURS.line("abcdef", Way::ByItself, 4)), "abc…");
    assert_eq!(text(&OURS.line("אבגדהו", Way::ByItself, 4)), "…גבא");
    assert_eq!(OURS.line("abc", Way::ByItself, 0).columns, 0);
}

#[test]
fn a_terminal_that_orders_by_itself_gets_what_is_spoken_in_an_isolate() {
    let setter = Setter {
        order: Order::Terminals,
        ligatures: true,
    };
    let line = setter.line("بيت abc", Way::ByItself, 40);
    assert_eq!(text(&line), "\u{2067}بيت abc\u{2069}");
    assert_eq!(line.columns, 7);
}

#[test]
fn a_sentence_in_arabic_keeps_its_way_around_an_english_name() {
    let sentence = "\u{2068}@basim\u{2069} غادر.";
    let line = OURS.line(sentence, Way::Right, 40);
    assert!(text(&line).ends_with("@basim"), "{:?}", text(&line));
    assert!(text(&line).starts_with('.'), "{:?}", text(&line));
}

#[test]
fn each_sign_knows_where_it_stood() {
    let line = OURS.line("אב c", Way::ByItself, 40);
    let places: Vec<usize> = line.glyphs.iter().map(|glyph| glyph.at).collect();
    assert_eq!(places, [5, 4, 2, 0]);
}
