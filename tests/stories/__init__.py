"""Stories of the whole service, each played on both databases.

What the service promises its users, and the test that shows it (in this folder unless another is named):

A deadline is exact, and needs no scheduler
    test_deadlines: test_a_submission_received_in_the_last_microsecond_before_the_internal_deadline_is_accepted
    test_deadlines: test_a_submission_received_at_the_internal_deadline_is_refused_and_the_draft_lapses
    test_deadlines: test_after_three_days_without_a_scheduler_one_sweep_records_one_lapse_as_of_the_deadline
    test_agency_deadline: test_at_the_agency_deadline_a_returned_application_is_in_time_to_the_last_instant_and_not_after
    test_agency_deadline: test_after_three_days_without_a_scheduler_one_sweep_records_one_invalidation_as_of_the_deadline
Between the internal and the agency deadline only a recorded extension lets an application in
    test_deadlines: test_between_both_deadlines_a_draft_comes_in_only_on_an_extension_that_the_past_goes_on_telling
In ten directions one side alone is invalid, in five it is not
    test_bilateral: test_in_ten_directions_one_side_alone_is_invalid_and_in_five_it_is_for_the_coordinator
A counterpart may take its confirmation back in time; no decision stands on one that was taken back
    test_bilateral: test_a_confirmation_taken_back_in_time_waits_for_the_counterpart_again
    test_bilateral: test_a_confirmation_that_a_review_stands_on_is_not_taken_back
What one side mends after the confirmation is compared again before anything is awarded
    workflow/paperwork/test_comparisons: test_results_mended_on_one_side_after_confirmation_block_the_award_until_compared_again
Who leads, who stands on each side and what is matched is judged with the clause that asks for it
    test_formal_examination: test_an_enterprise_leads_nothing_with_israel_and_nobody_else_leads_energy_with_korea
    test_formal_examination: test_two_and_two_with_germany_is_not_met_until_a_german_enterprise_is_there
    test_formal_examination: test_in_germanys_direction_own_money_below_the_subsidy_goes_on_only_with_a_waiver_that_says_why
A laboratory agreement is older than 2022 and carries one application, whoever is first
    test_joint_laboratories: test_papers_signed_too_late_ahead_of_time_or_by_one_side_are_refused_with_their_clauses
    test_joint_laboratories: test_the_second_application_under_an_agreement_is_refused_until_the_first_is_withdrawn
    test_joint_laboratories: test_of_five_applications_under_one_agreement_submitted_at_the_same_moment_one_goes_on
A joint laboratory is called as the guideline says, and is with one of five countries
    test_formal_examination: test_a_joint_laboratorys_title_is_built_as_the_guideline_says
    test_formal_examination: test_a_joint_laboratory_with_a_country_that_is_not_listed_is_not_even_opened
Of eleven at once ten are honoured; a place that falls free is one place; who comes back is judged again
    test_quota_line: test_of_eleven_honoured_at_once_in_a_year_of_ten_exactly_ten_are
    test_quota_line: test_a_withdrawal_frees_exactly_one_place_and_the_reserve_list_moves_up_by_one
    test_quota_line: test_who_is_reinstated_is_judged_again_and_finds_the_last_place_taken
A line's last place and last yuan go to one; the lines add up to what the guideline announces
    test_quota_line: test_of_two_projects_of_one_million_six_at_once_in_a_direction_for_one_exactly_one_is_awarded
    states/test_bundled: test_the_first_batch_of_2023_adds_up_to_what_its_guideline_announces
    states/test_checks: test_topics_must_add_up_to_their_direction_in_places_and_in_money
An extension after closing revives nobody by itself, arms and reminds once, and leaves the old deadline told
    test_bilateral: test_an_extension_after_closing_lists_who_ran_out_and_revives_nobody_by_itself
    test_bilateral: test_who_was_revived_by_an_extension_is_reminded_once_of_the_new_instant_and_the_old_one_stays_told
Nothing sealed is deleted; what was erased leaves tombstones under a trail that still verifies
    workflow/test_guards: test_no_statement_over_the_services_own_connection_changes_what_was_sealed
    workflow/paperwork/test_erasures: test_an_ended_case_is_erased_and_its_trail_still_verifies
A conflict of interest keeps people from a case: no assignment, no document, no count
    workflow/reviewing/test_conflicts: test_a_conflict_that_is_found_keeps_a_reviewer_from_being_invited_until_it_is_dismissed
    workflow/reviewing/test_conflicts: test_whoever_reviews_a_case_and_declares_a_conflict_no_longer_does
    workflow/test_hidden_cases: test_every_reading_of_the_case_is_a_404_as_of_one_that_is_not_there
    workflow/overview/test_hidden_lists: test_the_tally_is_that_of_a_call_without_the_case
A request sent twice is done once, and one that saw another version changes nothing
    workflow/test_repeating: test_a_key_that_repeats_within_one_gathering_is_done_once_and_answered_twice
    api/test_cases: test_a_repeated_key_gets_the_same_answer_and_does_nothing_twice
    api/test_cases: test_a_stale_version_is_told_apart_and_nothing_is_overwritten
Of twenty at once, of which one does not fit, none or nineteen are done, as was foretold
    test_quota_line: test_twenty_at_once_are_all_left_if_they_stand_together_and_the_seventh_does_not_fit
    test_quota_line: test_twenty_at_once_leave_out_only_the_seventh_if_each_stands_alone
What a deadline did is the system's, by deadline and edition
    test_bilateral: test_what_a_deadline_did_names_the_deadline_and_the_edition_and_no_person
The code of a direction stays a text, and 2.0 follows 1.9
    api/test_lists: test_the_code_of_a_direction_stays_a_text_through_json_csv_and_a_workbook
    api/test_lists: test_directions_come_in_the_order_of_the_guideline
"""
