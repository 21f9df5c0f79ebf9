#include "support/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

X509 *certificate_make(EVP_PKEY **out)
{
    EVP_PKEY *key = *out = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
    return certificate;
}

void certificate_write(X509 *certificate, const char *file)
{
    FILE *to = fopen(file, "w");
    assert(to);
    PEM_write_X509(to, certificate);
    (void)fclose(to);
}

void certificate_write_key(EVP_PKEY *key, const char *file)
{
    FILE *to = fopen(file, "w");
    assert(to);
    PEM_write_PrivateKey(to, key, NULL, NULL, 0, NULL, NULL);
    (void)fclose(to);
}
