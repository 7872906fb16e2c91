//! The same people, in Firefox: where it differs from Chromium, or did.

hudhud_browser::in_firefox! {
    conversation:
        two_people_answer_change_react_and_see_what_was_read
        a_finger_that_draws_a_message_towards_the_start_answers_it;
    direction:
        the_list_stands_where_reading_begins
        each_line_of_a_message_has_the_direction_of_its_words;
    interrupted:
        what_stood_on_the_screen_when_the_browser_was_killed_arrives_once
        what_is_typed_just_before_the_page_is_loaded_again_is_kept
        what_is_sent_just_before_the_page_is_loaded_again_is_sent_or_still_written;
    keyboard:
        from_sign_up_to_search_without_a_mouse
        one_menu_and_no_more_opens_from_the_keyboard;
    network:
        without_a_network_messages_wait_and_with_one_they_go
        the_app_opens_from_its_own_copy_while_the_host_is_away;
    passcode:
        a_device_with_a_passcode_opens_with_it_after_any_number_of_wrong_ones
        whoever_locks_the_app_leaves_nothing_on_the_page_and_comes_back_to_their_place;
    tabs:
        a_second_tab_takes_over_and_gives_back;
}
