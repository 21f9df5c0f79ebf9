// certificate: one of its own for "localhost", good for an hour, for servers of tests.
#pragma once

#include "base/base.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

// Freed by the caller, both.
X509 *certificate_make(EVP_PKEY **key);
void certificate_write(X509 *certificate, const char *file);
void certificate_write_key(EVP_PKEY *key, const char *file);
