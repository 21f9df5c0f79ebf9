// bounds: every bound in the product, one line each with its reason.
#pragma once

#define MIB (1024LL * 1024LL)

// A bound and its reason stay on one line.
// clang-format off
#define BOUND_REQUEST_ARENA_BYTES  (256 * MIB) // one request's memory: a page, or a body of the largest size parsed
#define BOUND_JOB_ARENA_BYTES      (4096 * MIB) // a command's or job's own memory, beside its chunks
#define BOUND_BODY_BYTES           (8 * MIB)   // a POST body: about 40,000 facts; larger ones belong in import
#define BOUND_BODY_FACTS           100000      // facts in one POST
#define BOUND_JSON_DEPTH           32          // deeper JSON is an attack or a mistake
#define BOUND_NAME_BYTES           200         // a touchpoint's, unit's, metric's … name
#define BOUND_SEARCH_WORDS         8           // of a search among remarks; more say no more
#define BOUND_THEME_PHRASE_WORDS   6           // that follow each other, of a theme's words
#define BOUND_EXTERNAL_BYTES       200         // an external id
#define BOUND_KEY_BYTES            200         // a customer key's value
#define BOUND_VALUE_E4             1000000000000000LL // a value in ten-thousandths: 10^11, so that many thousands still add up exactly
#define BOUND_REMARK_BYTES         20000       // a remark: about ten pages
#define BOUND_ATTRIBUTE_BYTES      500         // an attribute's value
#define BOUND_TEMPLATE_DEPTH       50          // partials inside partials
#define BOUND_REFUSALS             100         // refused rows that are listed with words; all are counted
#define BOUND_CHUNK_ROWS           100000      // facts that an import prepares at a time: bounds its memory
#define BOUND_ROWS_WITHOUT_ID      40000000    // rows whose occurrence is counted in memory, 16 bytes each twice over
#define BOUND_CACHED_KEYS          4000000     // keys remembered as known, 32 bytes each
#define BOUND_COLUMNS              1000        // columns of an imported file
#define BOUND_CELL_BYTES           100000      // one cell of an imported file
#define BOUND_ROW_BYTES            (4 * MIB)   // one row of an imported file
#define BOUND_ZONE_FILE_BYTES 65536         // a time zone file: the largest today is 4 kB, their list 20 kB
#define BOUND_ZONE_NAME_BYTES 64           // a zone's name; the longest today has 32 letters
#define BOUND_TARGET_BYTES         8000        // a request's path and query: what browsers and proxies agree on
#define BOUND_HEADERS              64          // headers of a request
#define BOUND_HEADERS_BYTES        16000       // all of them together
#define BOUND_QUERY_FIELDS         100         // parameters in an address
#define BOUND_EVENT_NAMES          1000        // events counted by their own names: metrics that nobody has to read one by one
#define BOUND_TRAITS               50          // attributes that one message may say of a customer
#define BOUND_FORM_FIELDS          500         // fields that a form may send, each choice counted
#define BOUND_PART_HEAD_BYTES      4000        // headers of one part of a form with files
#define BOUND_FILE_NAME_BYTES      150         // an uploaded file's name; file systems take 255 with an ending
#define BOUND_UPLOAD_BYTES         (1024 * MIB) // files of one form together: twenty million short rows
#define BOUND_FILES_OF_FIELD       10          // files of one field, where several are taken: pictures of what happened
#define BOUND_COMPLAINT_FILE_BYTES (10 * MIB)  // a file that anybody may send us: a photo of a phone has 3 to 8 MB
#define BOUND_UPLOADS_AT_ONCE      16          // forms with files that come in at the same time: 16 GB of disk at most
#define BOUND_UPLOADS_LISTED       100         // files brought to be imported that are listed: a week's, mostly
#define BOUND_BAD_ROWS_BYTES       (128 * MIB) // bad rows of one file that are sent at once: half of a request's memory
#define BOUND_TRIAL_ROWS           100000      // rows that a dry run looks at: a second or two, in which nothing else is written
#define BOUND_BODY_PATIENCE_MS     60000       // a body may take so long, and beyond that as long as its bytes need at
#define BOUND_BODY_BYTES_PER_S     2000        // this speed: slower ones hold a connection for nothing
#define BOUND_CONNECTIONS_STRANGER 64          // per address, where anybody may connect without a proxy
#define BOUND_CONNECTIONS          1024        // open at once; each holds one request at most
#define BOUND_CONNECTIONS_PER_IP   1000        // a few stay free for somebody else than the busiest
#define BOUND_CONNECTION_BYTES     32768       // of each connection, for headers and one read: cleared for every request
#define BOUND_CONNECTION_IDLE_S    30          // without a byte, then it is closed
#define BOUND_REQUESTS_WAITING     512         // for a worker; one more is told to come again
#define BOUND_COMMANDS_AT_ONCE     16          // that a server runs for other commands over its local socket
#define BOUND_COMMAND_BYTES        (1 * MIB)   // such a command's arguments together
#define BOUND_STORE_ARENA_BYTES    (64 * MIB)  // a connection's prepared statements: some hundred of a few KB
#define BOUND_STORE_MEMORY_BYTES   (320 * MIB) // DuckDB's memory unless said otherwise: import as a whole stays below 1 GB
#define BOUND_GROUP_CHANGES        1000        // changes committed together: an answer waits no longer than a group takes
#define BOUND_GROUP_WEIGHT         100000      // rows committed together, about 100 ms
#define BOUND_QUEUE_CHANGES        20000       // changes that wait for the writer; beyond, senders are told to come back
#define BOUND_QUEUE_WEIGHT         2000000     // rows that wait for the writer: about 400 MB of prepared batches
#define BOUND_DEMO_SCALE           1000        // 40 million customers of 36 bytes fit a job's arena
#define BOUND_FIGURE_CELLS         500000      // groups that one figure's query may give
#define BOUND_FIGURE_ROWS          5000        // rows of figures that are shown at once
#define BOUND_PAGE_BYTES           (64 * MIB)  // one page's HTML
#define BOUND_CONDITIONS           32          // --where of one analysis
#define BOUND_FRAME_NAMES          100000000   // different names in one column that is analysed
#define BOUND_MODEL_BYTES          (256 * MIB) // a classifier of words: 2^22 rows of 60 labels
#define BOUND_ACCOUNTS_PAGE        50          // accounts on one page of their list
#define BOUND_SCOPE_CHOICES        1000        // functions, and units, that a form about an account offers
#define BOUND_TURNS_AT_ONCE        2           // passwords that are checked at the same time, 64 MiB each
#define BOUND_TURNS_WAITING        256         // that wait for it: about ten seconds of work
#define BOUND_QR_PATH_BYTES        400000      // the largest QR code drawn: 177 rows of at most 89 runs
#define BOUND_AUDIT_BYTES          20000       // one entry of the audit log: words, not what they are about
#define BOUND_MAIL_BYTES           (40 * MIB)  // a mail that came: servers take 25 to 35 MB; what is longer is read so far
#define BOUND_MAIL_TEXT_BYTES      200000      // its words: a hundred pages
#define BOUND_MAIL_FILES           50          // that come with it
#define BOUND_MAIL_PARTS           500         // of which it is made
#define BOUND_MAIL_DEPTH           20          // parts inside parts; forwarded forwards have about six
#define BOUND_BACKUP_BLOCK_BYTES   (64 * MIB)  // one block of a backup: a row whose texts are that long
#define BOUND_ATTACHMENT_BYTES     (25 * MIB)  // a file with a record: photos and papers; longer films lie elsewhere
#define BOUND_ATTACHMENTS_BYTES    (200 * MIB) // all files of one record: they are in every backup
#define BOUND_XLSX_BYTES           (512 * MIB) // what a workbook unpacks to: a million rows of a few columns
#define BOUND_MAPPING_BYTES        (1 * MIB)   // a mapping's text
#define BOUND_TOKEN_BYTES          65536       // an ID token: 200 groups of Entra ID are 8 KB
#define BOUND_PROVIDER_BYTES       131072      // what a sign-in service tells of itself or its keys: Entra ID's are 20 KB
#define BOUND_PROVIDER_KEYS        100         // keys of a sign-in service: a few, and those that go
#define BOUND_ADDRESS_BYTES        2000        // an address outside, without what we add
#define BOUND_FETCH_MS             10000       // for one request outside, from its beginning to its last byte
#define BOUND_ERRANDS_AT_ONCE      4           // requests outside, as to a sign-in service, at a time
#define BOUND_ERRANDS_WAITING      256         // that wait for it: as many people sign in at once
#define BOUND_SIGNINS_UNDER_WAY    20000       // sign-ins that began and have not come back: ten minutes of them
#define BOUND_SIGNINS_PER_IP       2000        // of one address: a company behind one
#define BOUND_SURVEY_BYTES         (256 * 1024) // a survey's definition: a hundred questions in six languages
#define BOUND_SURVEY_QUESTIONS     100         // questions of a survey; people answer ten
#define BOUND_SURVEY_OPTIONS       100         // options of a question, rows of a matrix
#define BOUND_SURVEY_CONDITIONS    10          // of one question
#define BOUND_SURVEY_LANGUAGES     20          // languages of a survey
#define BOUND_SURVEY_TEXT_BYTES    4000        // one text of it in one language: a page
#define BOUND_ANSWERS_REMEMBERED   8192        // answers under way that need no reading: 16 MB, a minute of a busy hour
#define BOUND_SURVEYS_REMEMBERED   256         // versions of surveys that are kept parsed
#define BOUND_ANSWER_GIVEN         300         // values in the form of one question: each row and option of a matrix
#define BOUND_ANSWER_ATTRIBUTES    20          // known facts that a link may bring beside the usual ones
#define BOUND_SURVEY_CHARACTERS    5000        // open words of one answer: at most BOUND_REMARK_BYTES
// clang-format on
