// Mails as the programs of this world write them, from the corpus that is fuzzed as well.
#include "mail/inbound.h"
#include "support/work.h"

#include "support/test.h"

#define FOLDER TUNTUMA_SOURCE_DIR "/tests/fuzz/corpus/inbound/"

static str bytes_of(ctx *c, const char *name)
{
    FILE *file = fopen(fmt(c->arena, FOLDER "%s", name), "r");
    assert_non_null(file);
    char *bytes = NEW_ARRAY(c->arena, char, 100000);
    i64 size = (i64)fread(bytes, 1, 100000, file);
    (void)fclose(file);
    return (str){bytes, size};
}

static struct inbound read_named(ctx *c, const char *name)
{
    struct inbound in;
    inbound_read(c, bytes_of(c, name), &in);
    return in;
}

#define WITH(name)                                                                                 \
    struct work work;                                                                              \
    ctx *c = work_init(&work);                                                                     \
    (void)state;                                                                                   \
    struct inbound in = read_named(c, name)

static void a_reply_of_gmail_is_its_new_words(void **state)
{
    WITH("gmail_reply");
    assert_str(in.from, "matti.makela@gmail.example");
    assert_str(in.from_name, "Matti Mäkelä");
    assert_str(in.subject, "Re: Asianne K7M2-9QXT on otettu vastaan");
    assert_str(in.text, "Hei,\n\nkiitos nopeasta vastauksesta. Sohva on edelleen väärän "
                        "värinen.\n\nMatti");
    assert_true(str_find(in.whole, S("saimme asiasi")) > 0);
    assert_str(in.message_id, "CAKx1=Qq7Zt@mail.gmail.com");
    assert_int_equal(in.answered_count, 2);
    assert_str(in.answered[0], "a1b2c3d4@example.com");
    assert_int_equal(in.sent_ms, 1795248130000);
    assert_int_equal(in.class, INBOUND_PERSON);
    assert_int_equal(in.file_count, 0);
    work_release(&work);
}

static void a_reply_of_outlook_is_cut_at_its_header_and_keeps_its_picture(void **state)
{
    WITH("outlook_reply");
    assert_str(in.from_name, "Åsa Öberg");
    assert_str(in.subject, "SV: Ärende K7M2-9QXT");
    assert_str(in.text, "Hej,\n\nhär är bilden på skadan. Fakturan är 20 € för hög.\n\nÅsa");
    assert_int_equal(in.file_count, 1);
    assert_str(in.files[0].name, "Skada på soffan.jpg");
    assert_str(in.files[0].type, "image/jpeg");
    assert_int_equal(in.files[0].bytes.size, 12);
    assert_memory_equal(in.files[0].bytes.s, "\xff\xd8\xff\xe0", 4);
    work_release(&work);
}

static void html_alone_becomes_words(void **state)
{
    WITH("outlook_html_only");
    assert_str(in.text, "Hei,\n\nlasku on älyttömän suuri – 3 < 5 & 20 €.\n\n- yksi\n- kaksi");
    assert_true(str_find(in.whole, S("Saimme asiasi.")) > 0);
    assert_true(str_find(in.whole, S("{}")) < 0);
    work_release(&work);
}

static void apple_puts_files_beside_the_html(void **state)
{
    WITH("apple_mail");
    assert_str(in.text, "The lamp arrived broken, see the picture.\n\n> It is quoted from your own "
                        "leaflet\n\nand that is not true.");
    assert_int_equal(in.file_count, 1);
    assert_str(in.files[0].name, "Lamppu särki.png");
    assert_int_equal(in.to_count, 2);
    assert_str(in.to[0], "help@example.com");
    assert_str(in.to[1], "john@icloud.example");
    work_release(&work);
}

static void a_quote_below_goes_and_answers_between_quotes_stay(void **state)
{
    WITH("apple_reply");
    assert_str(in.text, "Thank you.");
    assert_str(in.answered[0], "a1b2c3d4@example.com");
    struct inbound between = read_named(c, "point_by_point");
    assert_true(str_find(between.text, S("On Monday.")) > 0);
    assert_true(str_find(between.text, S("In Turku.")) > 0);
    work_release(&work);
}

static void a_bounce_tells_whom_it_did_not_reach_and_why(void **state)
{
    WITH("dsn_postfix");
    assert_int_equal(in.class, INBOUND_BOUNCE);
    assert_true(in.report.is_for_good);
    assert_str(in.report.recipient, "nobody@firma.example");
    assert_str(in.report.status, "5.1.1");
    assert_str(in.report.message_id, "0123456789abcdef@example.com");
    assert_str(in.report.why, "550 5.1.1 <nobody@firma.example>: Recipient address rejected: User "
                              "unknown");
    struct inbound exim = read_named(c, "dsn_exim");
    assert_int_equal(exim.class, INBOUND_BOUNCE);
    assert_str(exim.report.recipient, "nobody@firma.example");
    assert_str(exim.report.message_id, "0123456789abcdef@example.com");
    assert_str(exim.report.why, "550 No such user here");
    struct inbound old = read_named(c, "bounce_old");
    assert_int_equal(old.class, INBOUND_BOUNCE);
    assert_str(old.report.message_id, "0123456789abcdef@example.com");
    assert_str(old.report.why, "550 5.1.1 <gone@old.example>... User unknown");
    work_release(&work);
}

static void a_delay_is_not_for_good(void **state)
{
    WITH("dsn_delayed");
    assert_int_equal(in.class, INBOUND_BOUNCE);
    assert_false(in.report.is_for_good);
    assert_str(in.report.recipient, "slow@firma.example");
    work_release(&work);
}

static void machines_are_told_from_people(void **state)
{
    WITH("absence");
    assert_int_equal(in.class, INBOUND_AUTOMATIC);
    assert_str(in.text, "Olen lomalla. Hyvää syksyä!");
    assert_str(in.from_name, "Virtanen, Pekka");
    assert_int_equal(read_named(c, "newsletter").class, INBOUND_AUTOMATIC);
    assert_int_equal(read_named(c, "apple_mail").class, INBOUND_PERSON);
    work_release(&work);
}

static void a_mail_handed_on_without_a_word_speaks_by_what_is_inside(void **state)
{
    WITH("forwarded_inside");
    assert_str(in.text, "I have waited for three weeks.");
    assert_str(in.from, "seller@example.com");
    assert_int_equal(in.file_count, 1);
    assert_str(in.files[0].name, "Where is my order?.eml");
    work_release(&work);
}

static void what_is_not_said_is_guessed_well(void **state)
{
    WITH("mbox_line");
    assert_str(in.subject, "äö plain €");
    assert_str(in.text, "No type at all: kahvi ja pulla");
    assert_str(read_named(c, "latin1_unsaid").text, "Hyvää päivää €");
    assert_str(read_named(c, "latin1_unsaid").subject, "päivää");
    assert_str(read_named(c, "words_alone").text, "Ei mitään päätä, vain sanoja.");
    struct inbound split = read_named(c, "split_letter");
    assert_str(split.subject, "日本");
    assert_int_equal(split.file_count, 1);
    assert_str(split.files[0].name, "aäb.txt");
    work_release(&work);
}

static void what_nobody_can_read_is_kept(void **state)
{
    WITH("broken");
    assert_str(in.message_id, "");
    struct inbound deep = read_named(c, "nested");
    assert_true(deep.is_cut);
    assert_int_equal(deep.file_count, 1);
    inbound_read(c, S(""), &in);
    assert_str(in.text, "");
    work_release(&work);
}

static void a_name_with_folders_loses_them(void **state)
{
    struct work work;
    ctx *c = work_init(&work);
    struct inbound in;
    (void)state;
    inbound_read(c, S("Content-Type: application/pdf; name=\"../../etc/.passwd\"\n\nx"), &in);
    assert_int_equal(in.file_count, 1);
    assert_str(in.files[0].name, "passwd");
    inbound_read(c, S("Content-Type: application/pdf; name=\"C:\\\\a\\\\b.pdf\"\n\nx"), &in);
    assert_str(in.files[0].name, "b.pdf");
    work_release(&work);
}

static void a_message_of_many_words_is_bounded(void **state)
{
    struct work work;
    ctx *c = work_init(&work);
    struct inbound in;
    (void)state;
    i64 size = 1000000;
    char *bytes = NEW_ARRAY(c->arena, char, size + 2);
    memset(bytes, 'a', (size_t)size);
    bytes[0] = bytes[1] = '\n';
    inbound_read(c, (str){bytes, size}, &in);
    assert_true(in.is_cut);
    assert_int_equal(in.text.size, 200000);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_of_gmail_is_its_new_words),
        cmocka_unit_test(a_reply_of_outlook_is_cut_at_its_header_and_keeps_its_picture),
        cmocka_unit_test(html_alone_becomes_words),
        cmocka_unit_test(apple_puts_files_beside_the_html),
        cmocka_unit_test(a_quote_below_goes_and_answers_between_quotes_stay),
        cmocka_unit_test(a_bounce_tells_whom_it_did_not_reach_and_why),
        cmocka_unit_test(a_delay_is_not_for_good),
        cmocka_unit_test(machines_are_told_from_people),
        cmocka_unit_test(a_mail_handed_on_without_a_word_speaks_by_what_is_inside),
        cmocka_unit_test(what_is_not_said_is_guessed_well),
        cmocka_unit_test(what_nobody_can_read_is_kept),
        cmocka_unit_test(a_name_with_folders_loses_them),
        cmocka_unit_test(a_message_of_many_words_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
