#include "cmd/sandbox/tls.h"

#include "cmd/sandbox/when.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>
#include <unistd.h>

#define LIFE	     (7 * WHEN_DAY)
#define SERIAL_BYTES 16

/* A certificate and the key that belongs to it. */
struct pair {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
};

static void pair_release(struct pair *pair)
{
	if (pair->key)
		gnutls_x509_privkey_deinit(pair->key);
	if (pair->certificate)
		gnutls_x509_crt_deinit(pair->certificate);
}

/* Passes on the first failure of a chain of calls. */
static bool ok(int result, GError **error)
{
	return result >= 0 ||
	       fail(error, "TLS certificate: %s", gnutls_strerror(result));
}

/* What the CA and the server have in common. */
static bool begin(struct pair *pair, const char *name, GError **error)
{
	unsigned bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
	guint8 serial[SERIAL_BYTES];
	time_t now = (time_t)when_now();

	if (!ok(gnutls_x509_privkey_init(&pair->key), error) ||
	    !ok(gnutls_x509_crt_init(&pair->certificate), error) ||
	    !ok(gnutls_x509_privkey_generate(pair->key, GNUTLS_PK_ECDSA, bits,
					     0),
		error) ||
	    !ok(gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial)), error))
		return false;
	serial[0] &= 0x7f; /* a serial number is positive */
	return ok(gnutls_x509_crt_set_version(pair->certificate, 3), error) &&
	       ok(gnutls_x509_crt_set_serial(pair->certificate, serial,
					     sizeof(serial)),
		  error) &&
	       ok(gnutls_x509_crt_set_dn_by_oid(pair->certificate,
						GNUTLS_OID_X520_COMMON_NAME, 0,
						name, (unsigned)strlen(name)),
		  error) &&
	       ok(gnutls_x509_crt_set_activation_time(pair->certificate,
						      now - WHEN_HOUR),
		  error) &&
	       ok(gnutls_x509_crt_set_expiration_time(pair->certificate,
						      now + LIFE),
		  error) &&
	       ok(gnutls_x509_crt_set_key(pair->certificate, pair->key), error);
}

static bool make_ca(struct pair *ca, GError **error)
{
	return begin(ca, "Fentu sandbox CA", error) &&
	       ok(gnutls_x509_crt_set_basic_constraints(ca->certificate, 1, 0),
		  error) &&
	       ok(gnutls_x509_crt_set_key_usage(ca->certificate,
						GNUTLS_KEY_KEY_CERT_SIGN),
		  error) &&
	       ok(gnutls_x509_crt_sign2(ca->certificate, ca->certificate,
					ca->key, GNUTLS_DIG_SHA256, 0),
		  error);
}

static bool add_names(gnutls_x509_crt_t certificate, GError **error)
{
	static const guint8 v4[] = { 127, 0, 0, 1 };
	static const guint8 v6[16] = { [15] = 1 };
	static const char name[] = "localhost";

	return ok(gnutls_x509_crt_set_subject_alt_name(
			  certificate, GNUTLS_SAN_DNSNAME, name,
			  (unsigned)strlen(name), GNUTLS_FSAN_SET),
		  error) &&
	       ok(gnutls_x509_crt_set_subject_alt_name(
			  certificate, GNUTLS_SAN_IPADDRESS, v4, sizeof(v4),
			  GNUTLS_FSAN_APPEND),
		  error) &&
	       ok(gnutls_x509_crt_set_subject_alt_name(
			  certificate, GNUTLS_SAN_IPADDRESS, v6, sizeof(v6),
			  GNUTLS_FSAN_APPEND),
		  error);
}

static bool make_server(const struct pair *ca, struct pair *server,
			GError **error)
{
	return begin(server, "localhost", error) &&
	       add_names(server->certificate, error) &&
	       ok(gnutls_x509_crt_set_basic_constraints(server->certificate, 0,
							-1),
		  error) &&
	       ok(gnutls_x509_crt_set_key_usage(server->certificate,
						GNUTLS_KEY_DIGITAL_SIGNATURE),
		  error) &&
	       ok(gnutls_x509_crt_set_key_purpose_oid(
			  server->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0),
		  error) &&
	       ok(gnutls_x509_crt_sign2(server->certificate, ca->certificate,
					ca->key, GNUTLS_DIG_SHA256, 0),
		  error);
}

static char *text_of(gnutls_datum_t *pem)
{
	char *text = g_strndup((const char *)pem->data, pem->size);

	gnutls_memset(pem->data, 0, pem->size);
	gnutls_free(pem->data);
	return text;
}

static bool print_certificate(gnutls_x509_crt_t certificate, char **ret_pem,
			      GError **error)
{
	gnutls_datum_t pem = { 0 };

	if (!ok(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem),
		error))
		return false;
	*ret_pem = text_of(&pem);
	return true;
}

static bool print_key(gnutls_x509_privkey_t key, char **ret_pem, GError **error)
{
	gnutls_datum_t pem = { 0 };

	if (!ok(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem),
		error))
		return false;
	*ret_pem = text_of(&pem);
	return true;
}

static bool write_ca(gnutls_x509_crt_t certificate, struct tls *tls,
		     GError **error)
{
	g_autofree char *pem = NULL;

	if (!print_certificate(certificate, &pem, error))
		return false;
	tls->folder = g_dir_make_tmp("fentu-sandbox-XXXXXX", error);
	if (!tls->folder)
		return false;
	tls->ca_path = g_build_filename(tls->folder, "ca.pem", NULL);
	return g_file_set_contents(tls->ca_path, pem, -1, error);
}

bool tls_make(struct tls *ret_tls, GError **error)
{
	AUTO(pair_release) struct pair ca = { 0 };
	AUTO(pair_release) struct pair server = { 0 };
	AUTO(tls_release) struct tls tls = { 0 };

	if (!make_ca(&ca, error) || !make_server(&ca, &server, error) ||
	    !print_certificate(server.certificate, &tls.identity.certificate,
			       error) ||
	    !print_key(server.key, &tls.identity.key, error) ||
	    !write_ca(ca.certificate, &tls, error))
		return false;
	*ret_tls = tls;
	tls = (struct tls){ 0 };
	return true;
}

void tls_release(struct tls *tls)
{
	if (tls->ca_path)
		g_unlink(tls->ca_path);
	if (tls->folder)
		g_rmdir(tls->folder);
	g_free(tls->folder);
	g_free(tls->ca_path);
	g_free(tls->identity.certificate);
	g_free(tls->identity.key);
	*tls = (struct tls){ 0 };
}
