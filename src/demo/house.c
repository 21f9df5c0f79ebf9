#include "demo/house.h"

// Version 14 mangles joined texts.
// clang-format off

static const char functions[] =
    "name,task\n"
    "Marketing,\"Tells what Kuusilinna has, honestly: what is promised is what is delivered.\"\n"
    "Sales,\"Meets customers in the showrooms, listens first, and helps them choose for their home.\"\n"
    "Product development,\"Chooses and designs the range, the web shop, and what the warranty covers.\"\n"
    "Finance,\"Payments and invoices that are right the first time.\"\n"
    "Logistics,\"Brings and installs what was bought, on the day that was agreed.\"\n"
    "Customer service,\"Solves what went wrong, at once where it can, and tells the others why it did.\"\n";

static const char journeys[] =
    "name,who,need\n"
    "Furnishing a home,Households that furnish or renew a home,"
    "\"A home that feels like one's own, without a weekend lost to queues, waiting and returns.\"\n";

static const char stages[] =
    "name,journey,place,moment,need\n"
    "before,Furnishing a home,1,before,\"To dream, compare and be sure enough to choose.\"\n"
    "at,Furnishing a home,2,at,\"To buy in a minute, and to know what was bought.\"\n"
    "after,Furnishing a home,3,after,\"To have it at home, working; and help when it is not.\"\n";

static const char channels[] =
    "name,label,function,about\n"
    "shop,Shop,Sales,\"For seeing and touching, and for advice.\"\n"
    "web,Web,Product development,\"For comparing in the evening, and for buying what one knows already.\"\n"
    "phone,Phone,Customer service,\"For what is urgent or takes explaining.\"\n"
    "chat,Chat,Customer service,\"For short questions at any moment of the day.\"\n"
    "email,E-mail,Customer service,\"For what needs a picture or a document.\"\n";

static const char units[] =
    "name,about\n"
    "Helsinki,\"The largest showroom; most customers come by public transport.\"\n"
    "Espoo,\"Families; many come on Saturdays.\"\n"
    "Tampere,\"The oldest showroom, with the lowest turnover of people.\"\n"
    "Turku,\"Many new people in a short time; watch how even the service is.\"\n"
    "Oulu,\"Serves the whole north; deliveries have the longest way.\"\n"
    "Jyväskylä,\"A small team that knows its customers by name.\"\n"
    "Kuopio,\"The smallest showroom; installations by a partner.\"\n"
    "Lahti,\"Shares its stock with Helsinki.\"\n";

static const char touchpoints[] =
    "name,label,stage,function,importance,feelings,practices,room\n"
    "campaign,Campaign,before,Marketing,ordinary,\"interested,trusting\","
    "\"What the campaign shows is in stock in every showroom on its first day.\","
    "\"A showroom may offer the closest alternative at the campaign's price.\"\n"
    "website,Website,before,Marketing,high,\"exploratory,interested\","
    "\"Stock and delivery day are shown beside the price.\",\n"
    "showroom,Showroom,before,Sales,high,\"at_ease,stimulated\","
    "\"Everybody is greeted within a minute, and nobody is hurried.\","
    "\"Let people stay after closing time when they are in the middle of choosing.\"\n"
    "advice,Advice,before,Sales,critical,\"valued,cared_for\","
    "\"Ask about the home before showing a product. Write the plan down and give it along.\","
    "\"Up to an hour for one customer; a visit at home within 30 km when the plan is large.\"\n"
    "quote,Quote,before,Sales,high,trusting,"
    "\"Within one working day, with everything that it will cost.\","
    "\"Up to 5 % to round a quote off, without asking.\"\n"
    "checkout,Checkout,at,Sales,ordinary,\"at_ease,pleased\","
    "\"No queue of more than three; a second till is opened before the fourth.\","
    "\"Forgive small differences in price on the spot.\"\n"
    "web shop,Web shop,at,Product development,high,\"at_ease,safe\","
    "\"Four steps from basket to receipt; nothing is asked twice.\",\n"
    "payment,Payment,at,Finance,critical,\"safe,trusting\","
    "\"A payment that fails says why, and what to do; nothing is charged twice.\","
    "\"Hold the goods for a day when a payment fails through no fault of the customer.\"\n"
    "delivery,Delivery,after,Logistics,critical,\"trusting,cared_for\","
    "\"The day is agreed, a two-hour window is told the evening before, and a delay is told before the customer asks.\","
    "\"The driver may carry things in, and leave without a receipt when there is nobody else in the queue.\"\n"
    "installation,Installation,after,Logistics,high,\"valued,safe\","
    "\"Shoes off, floor covered, packaging taken away; the customer sees that it works.\","
    "\"Fix small things beside the job, up to half an hour.\"\n"
    "invoice,Invoice,after,Finance,ordinary,trusting,"
    "\"Names what was bought in the customer's words; right the first time.\",\n"
    "customer service,Customer service,after,Customer service,critical,\"valued,cared_for\","
    "\"The customer tells it once. Whoever answers owns it until it is solved.\","
    "\"Refund up to 100 euros at once; more with a colleague's word.\"\n"
    "returns,Returns,after,Customer service,high,\"at_ease,trusting\","
    "\"No receipt is asked for what our systems know.\","
    "\"Take back beyond the 30 days when it is unused.\"\n"
    "warranty,Warranty,after,Product development,high,safe,"
    "\"Decided in two working days; a no comes with its reason.\","
    "\"Repair as goodwill up to a year after the end.\"\n";

static const char metrics[] =
    "name,function,why,looked_at,target\n"
    "nps,Customer service,\"Whether customers would speak for us; read beside the words.\",month,40\n"
    "csat,Customer service,\"Whether a single encounter went well.\",week,\n"
    "wait_s,Customer service,\"How long customers wait; the change of the third year aims at it.\",week,120\n"
    "resolved,Customer service,\"Whether one contact was enough.\",week,\n"
    "purchase,Sales,\"What customers buy; the end of the story, not its beginning.\",month,\n";

const struct demo_sheet demo_sheets[] = {
    {"function",   "functions.csv",   functions},
    {"journey",    "journeys.csv",    journeys},
    {"stage",      "stages.csv",      stages},
    {"channel",    "channels.csv",    channels},
    {"unit",       "units.csv",       units},
    {"touchpoint", "touchpoints.csv", touchpoints},
    {"metric",     "metrics.csv",     metrics},
};
// clang-format on
const i64 demo_sheet_count = COUNT_OF(demo_sheets);
