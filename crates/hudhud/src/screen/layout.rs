//! Where the parts of the screen are.

use super::cell::Area;

/// Columns below which one part is shown at a time.
const BESIDE: usize = 60;
/// Columns of the list, beside a conversation.
const LIST: (usize, usize) = (22, 38);

/// Columns between the two: a bar beside the list, and nothing.
const BORDER: usize = 2;

/// What the places depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needs {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    /// The list is at the right.
    pub(crate) is_rtl: bool,
    /// A conversation is open, and looked at rather than the list.
    pub(crate) in_conversation: bool,
    /// Rows that what is written takes.
    pub(crate) written: usize,
    /// Rows between the messages and what is written.
    pub(crate) strips: usize,
}

/// The places. What is not shown has no rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Layout {
    pub(crate) list: Area,
    /// Between the list and the conversation.
    pub(crate) border: Area,
    /// The conversation's name.
    pub(crate) head: Area,
    pub(crate) log: Area,
    pub(crate) strips: Area,
    pub(crate) writing: Area,
    pub(crate) status: Area,
}

impl Layout {
    pub(crate) fn of(needs: Needs) -> Self {
        let Needs { columns, rows, .. } = needs;
        let height = rows.saturating_sub(1);
        let area = |x, y, columns, rows| Area {
            x,
            y,
            columns,
            rows,
        };
        let status = area(0, height, columns, rows.min(1));
        let whole = area(0, 0, columns, height);
        let mut layout = Self {
            status,
            ..Self::default()
        };
        let right = if columns >= BESIDE {
            let list = (columns / 3).clamp(LIST.0, LIST.1);
            let rest = columns - list - BORDER;
            if needs.is_rtl {
                layout.list = area(rest + BORDER, 0, list, height);
                layout.border = area(rest, 0, BORDER, height);
                area(0, 0, rest, height)
            } else {
                layout.list = area(0, 0, list, height);
                layout.border = area(list, 0, BORDER, height);
                area(list + BORDER, 0, rest, height)
            }
        } else if needs.in_conversation {
            whole
        } else {
            layout.list = whole;
            return layout;
        };
        let part = |y, rows| area(right.x, y, right.columns, rows);
        let head = height.min(1);
        let most = (height * 2 / 5).max(1);
        let writing = needs.written.clamp(1, most).min(height - head);
        let strips = needs.strips.min(height - head - writing);
        let log = height - head - writing - strips;
        layout.head = part(0, head);
        layout.log = part(head, log);
        layout.strips = part(head + log, strips);
        layout.writing = part(head + log + strips, writing);
        layout
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_screen_at_any_size_and_do_not_lie_on_each_other() {
        for (columns, rows) in (0..90).flat_map(|columns| (0..30).map(move |rows| (columns, rows)))
        {
            for (is_rtl, in_conversation) in [(false, false), (true, true), (false, true)] {
                let layout = Layout::of(Needs {
                    columns,
                    rows,
                    is_rtl,
                    in_conversation,
                    written: 3,
                    strips: 1,
                });
                let parts = [
                    layout.list,
                    layout.border,
                    layout.head,
                    layout.log,
                    layout.strips,
                    layout.writing,
                    layout.status,
                ];
                let cells: usize = parts.iter().map(|part| part.columns * part.rows).sum();
                assert_eq!(cells, columns * rows, "{columns}x{rows} {layout:?}");
                for part in parts.iter().filter(|part| part.rows > 0) {
                    assert!(part.x + part.columns <= columns && part.y + part.rows <= rows);
                }
            }
        }
    }
}
