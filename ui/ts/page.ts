// page: what every page does beyond plain HTML. Each behaviour is a file of its own and does nothing where it has no place.

import { countCustomers } from "./customers";
import { tidyForms } from "./form";
import { makeSortable } from "./sort";

tidyForms();
makeSortable();
void countCustomers();
