//! The same pages, in Firefox.

hudhud_browser::in_firefox! {
    plain:
        what_is_typed_arrives_in_both_scripts_and_keys_are_heard
        a_covered_button_is_not_clicked_until_it_is_free
        errors_of_pages_and_workers_are_in_the_record
        a_page_runs_what_was_given_to_it_before_its_own;
}
