// page: what every page does beyond plain HTML. Each behaviour is a file of its own and does nothing where it has no place.

import { countCustomers } from "./customers";
import { startFields } from "./fetched";
import { makeCopying, sendOnce, showProblems, tidyForms } from "./form";
import { startKeys } from "./keys";
import { closeMenus } from "./menu";
import { judgePasswords } from "./password";
import { makeSortable } from "./sort";

tidyForms();
sendOnce();
showProblems();
makeCopying();
startFields();
closeMenus();
startKeys();
judgePasswords();
makeSortable();
void countCustomers();
