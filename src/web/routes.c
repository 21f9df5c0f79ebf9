#include "web/routes.h"

#include "people/role.h"
#include "web/accounts.h"
#include "web/address.h"
#include "web/door.h"
#include "web/figures.h"
#include "web/intake.h"
#include "web/journey.h"
#include "web/own_account.h"
#include "web/pages.h"
#include "web/record_routes.h"
#include "web/search.h"
#include "web/single_set_up.h"
#include "web/today.h"
#include "web/wall_pages.h"

// Two lines a route, which version 14 would spread over seven.
// clang-format off
const struct route routes[] = {
    {GET, "/", today_get, .in = address_page_fields, .page = "today",
     .what = "Today: what waits for who looks; before there are accounts, where one begins."},
    {GET, "/figures", figures_get, .in = address_fields, .may = MAY_SEE_FIGURES, .page = "figures",
     .what = "A metric with interval and verdict, for groups and times."},
    {GET, "/figures.csv", figures_csv_get, .in = address_fields, .may = MAY_SEE_FIGURES,
     .what = "The same figures as CSV."},
    {GET, "/remarks", remarks_get, .in = address_paged_fields, .may = MAY_READ_REMARKS, .page = "remarks",
     .what = "The words behind a figure, newest first."},
    {GET, "/journey", journey_get, .in = journey_fields, .may = MAY_SEE_RECORDS, .page = "journey",
     .what = "Journeys with their stages and touchpoints."},
    {GET, "/search", search_get, .in = search_fields, .may = MAY_MANAGE_OWN_ACCOUNT, .page = "search",
     .what = "Pages, deeds, figures, records and customers by what is written of them."},
    {GET, "/imports", imports_get, .in = address_list_fields, .may = MAY_IMPORT, .page = "imports",
     .what = "What came in, newest first."},
    {GET, "/set-up/walls", walls_get, .in = address_page_fields, .may = MAY_SHOW_WALL, .page = "walls",
     .what = "Links that show figures on a wall."},
    {POST, "/set-up/walls", walls_post, .body = BODY_FORM, .in = walls_fields, .again = walls_again,
     .may = MAY_SHOW_WALL, .page = "walls", .what = "Makes a link for a wall, and tells it once."},
    {POST, "/set-up/walls/:id/end", wall_end_post, .body = BODY_FORM, .may = MAY_SHOW_WALL,
     .what = "Ends a wall's link."},
    {GET, "/wall/:secret", wall_page_get, .in = wall_fields, .page = "wall",
     .what = "Chosen figures, large and in turn, for whoever has the link."},
    {GET, "/rules", rules_get, .in = address_page_fields, .page = "rules",
     .what = "How figures are judged."},
    {GET, "/source", source_get, .in = address_page_fields, .page = "source",
     .what = "The source of the running version (AGPL §13)."},
    {GET, "/source.tar.gz", source_archive_get,
     .what = "That source, packed."},
    {GET, "/api", openapi_get,
     .what = "This description, as OpenAPI."},
    {GET, "/sign-in", sign_in_get, .in = sign_in_fields, .page = "sign_in",
     .what = "Where one signs in."},
    {POST, "/sign-in", sign_in_post, .in = sign_in_form, .body = BODY_FORM, .again = sign_in_again,
     .page = "sign_in", .what = "Signs in with address and password; a one-time code may be asked for next."},
    {GET, "/sign-in/code", sign_in_code_get, .in = sign_in_fields, .page = "form_page",
     .what = "Where the one-time code is asked for, after the password."},
    {POST, "/sign-in/code", sign_in_code_post, .in = sign_in_code_form, .body = BODY_FORM,
     .again = sign_in_code_again, .page = "form_page", .what = "Ends signing in with a one-time or recovery code."},
    {GET, "/sign-in/forgot", forgot_get, .in = address_page_fields, .page = "form_page",
     .what = "Where one asks for a new password."},
    {POST, "/sign-in/forgot", forgot_post, .in = forgot_form, .body = BODY_FORM, .again = forgot_again,
     .page = "form_page", .what = "Sends a link for a new password, where the address has an account."},
    {GET, "/sign-in/single", single_get, .in = single_fields, .page = "single",
     .what = "Leads to the company's own sign-in service."},
    {GET, "/sign-in/back", single_back_get, .in = single_back_fields, .takes_others = true, .page = "single",
     .what = "Where the sign-in service sends people back to."},
    {GET, "/set-up/single-sign-on", single_set_up_get, .in = address_page_fields, .may = MAY_MANAGE_PEOPLE,
     .page = "single_set_up", .what = "The sign-in service that people may use, and who comes in by it."},
    {POST, "/set-up/single-sign-on", single_set_up_post, .in = single_set_up_form, .body = BODY_FORM,
     .again = single_set_up_again, .may = MAY_MANAGE_PEOPLE, .page = "single_set_up",
     .what = "Keeps the sign-in service."},
    {GET, "/set-up/single-sign-on/people", single_people_get, .in = address_page_fields, .may = MAY_MANAGE_PEOPLE,
     .page = "form_page", .what = "Who of the sign-in service's people comes in, and as what."},
    {POST, "/set-up/single-sign-on/people", single_people_post, .in = single_people_form, .body = BODY_FORM,
     .again = single_people_again, .may = MAY_MANAGE_PEOPLE, .page = "form_page",
     .what = "Keeps who of its people comes in."},
    {POST, "/set-up/single-sign-on/try", single_try_post, .in = single_try_form, .body = BODY_FORM,
     .may = MAY_MANAGE_PEOPLE, .page = "single_set_up", .what = "Asks the sign-in service, and says what is wrong."},
    {POST, "/set-up/single-sign-on/unlink", single_unlink_post, .in = single_unlink_form, .body = BODY_FORM,
     .again = single_set_up_again, .may = MAY_MANAGE_PEOPLE, .page = "single_set_up",
     .what = "Forgets who an account is at the sign-in service."},
    {POST, "/sign-out", sign_out_post, .in = sign_out_form, .body = BODY_FORM,
     .what = "Ends this session."},
    {GET, "/account", own_account_get, .in = address_page_fields, .may = MAY_MANAGE_OWN_ACCOUNT, .page = "account",
     .what = "One's own account."},
    {GET, "/account/name", own_name_get, .in = address_page_fields, .may = MAY_MANAGE_OWN_ACCOUNT, .page = "form_page",
     .what = "One's name and language."},
    {POST, "/account/name", own_name_post, .in = own_name_form, .may = MAY_MANAGE_OWN_ACCOUNT, .body = BODY_FORM, .again = own_name_again,
     .page = "form_page", .what = "Changes name and language."},
    {GET, "/account/password", own_password_get, .in = address_page_fields, .may = MAY_MANAGE_OWN_ACCOUNT, .page = "form_page",
     .what = "Where one chooses a new password."},
    {POST, "/account/password", own_password_post, .in = own_password_form, .may = MAY_MANAGE_OWN_ACCOUNT, .body = BODY_FORM,
     .again = own_password_again, .page = "form_page", .what = "Keeps a new password, and signs out everywhere else."},
    {GET, "/account/codes", own_codes_get, .in = address_page_fields, .may = MAY_MANAGE_OWN_ACCOUNT, .page = "codes",
     .what = "One-time codes: a secret for one's device, or how many recovery codes are left."},
    {POST, "/account/codes", own_codes_post, .in = own_codes_form, .may = MAY_MANAGE_OWN_ACCOUNT, .body = BODY_FORM,
     .again = own_codes_again, .page = "recovery_codes", .what = "Switches one-time codes on; tells recovery codes, once."},
    {GET, "/account/codes/recovery", own_recovery_get, .in = address_page_fields, .may = MAY_MANAGE_OWN_ACCOUNT, .page = "form_page",
     .what = "Where one asks for new recovery codes."},
    {POST, "/account/codes/recovery", own_recovery_post, .in = own_confirm_form, .may = MAY_MANAGE_OWN_ACCOUNT, .body = BODY_FORM,
     .again = own_recovery_again, .page = "recovery_codes", .what = "Makes new recovery codes; tells them, once."},
    {GET, "/account/codes/off", own_codes_off_get, .in = address_page_fields, .may = MAY_MANAGE_OWN_ACCOUNT, .page = "form_page",
     .what = "Where one switches one-time codes off."},
    {POST, "/account/codes/off", own_codes_off_post, .in = own_confirm_form, .may = MAY_MANAGE_OWN_ACCOUNT, .body = BODY_FORM,
     .again = own_codes_off_again, .page = "form_page", .what = "Switches one-time codes off."},
    {POST, "/account/sessions/end", own_session_end_post, .in = own_session_form, .may = MAY_MANAGE_OWN_ACCOUNT, .body = BODY_FORM,
     .what = "Ends one of one's sessions."},
    {POST, "/account/sign-out", own_sign_out_post, .in = own_nothing_form, .may = MAY_MANAGE_OWN_ACCOUNT, .body = BODY_FORM,
     .what = "Signs out everywhere."},
    {GET, "/set-up/accounts", accounts_get, .in = accounts_fields, .may = MAY_SEE_PEOPLE, .page = "list_page",
     .what = "Who may come in, by name."},
    {GET, "/set-up/accounts/new", accounts_new_get, .in = address_page_fields, .may = MAY_MANAGE_PEOPLE, .page = "form_page",
     .what = "Where somebody is invited."},
    {POST, "/set-up/accounts", accounts_post, .in = accounts_invite_form, .may = MAY_MANAGE_PEOPLE, .body = BODY_FORM, .again = accounts_new_again,
     .page = "invitation", .what = "Invites somebody; tells the link, once."},
    {GET, "/set-up/accounts/:id", account_page_get, .in = address_page_fields, .may = MAY_SEE_PEOPLE, .page = "account_one",
     .what = "One account: role, scope, how the person comes in."},
    {GET, "/set-up/accounts/:id/edit", account_edit_get, .in = address_page_fields, .may = MAY_MANAGE_PEOPLE, .page = "form_page",
     .what = "Role and scope of an account."},
    {POST, "/set-up/accounts/:id/edit", account_edit_post, .in = accounts_change_form, .may = MAY_MANAGE_PEOPLE, .body = BODY_FORM,
     .again = account_edit_again, .page = "form_page", .what = "Gives another role and scope."},
    {GET, "/set-up/accounts/:id/link", account_link_get, .in = address_page_fields, .may = MAY_MANAGE_PEOPLE, .page = "form_page",
     .what = "Where a new link is made for somebody."},
    {POST, "/set-up/accounts/:id/link", account_link_post, .in = accounts_link_form, .may = MAY_MANAGE_PEOPLE, .body = BODY_FORM,
     .again = account_link_again, .page = "invitation", .what = "Makes a link for a new password, or a new invitation; tells it, once."},
    {GET, "/set-up/accounts/:id/end", account_end_get, .in = address_page_fields, .may = MAY_MANAGE_PEOPLE, .page = "form_page",
     .what = "Where an account is ended."},
    {POST, "/set-up/accounts/:id/end", account_end_post, .in = accounts_end_form, .may = MAY_MANAGE_PEOPLE, .body = BODY_FORM,
     .what = "Ends an account with its sessions, links and tokens."},
    {GET, "/join/:secret", join_get, .in = address_page_fields, .page = "join",
     .what = "Set-up of the first administrator, or an invitation: a link that opens once."},
    {POST, "/join/:secret", join_post, .in = join_form, .body = BODY_FORM, .again = link_again,
     .page = "join", .what = "Comes in by that link."},
    {GET, "/reset/:secret", reset_get, .in = address_page_fields, .page = "join",
     .what = "A link for a new password, that opens once."},
    {POST, "/reset/:secret", reset_post, .in = link_form, .body = BODY_FORM, .again = link_again,
     .page = "join", .what = "Keeps the new password."},
    {POST, "/facts", facts_post, .body = "application/json", .is_keyed = true,
     .what = "Takes facts: a JSON array or JSON lines; answers when they are on disk."},
    {GET, "/health", health_get, .in_background = true,
     .what = "Whether the store answers."},
    {GET, "/assets/:name", asset_get, .in_background = true,
     .what = "Styles, scripts, fonts."},
};
// clang-format on
const i64 route_count = COUNT_OF(routes);

struct route_table routes_make(ctx *c)
{
    i64 capacity = route_count + record_routes_count();
    struct route *all = NEW_ARRAY(c->arena, struct route, capacity);
    memcpy(all, routes, sizeof routes);
    record_routes_make(c, all + route_count);
    return (struct route_table){all, capacity};
}
