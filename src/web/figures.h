// figures: the pages of figures and of the words behind them.
#pragma once

#include "http/http.h"

bool start_get(ctx *c, struct request *request, struct response *response);
bool figures_get(ctx *c, struct request *request, struct response *response);
bool figures_csv_get(ctx *c, struct request *request, struct response *response);
