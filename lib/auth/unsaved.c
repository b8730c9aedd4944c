#include "lib/auth/unsaved.h"

#include "lib/auth/session.h"

void unsaved_release(struct unsaved *unsaved)
{
	if (!unsaved)
		return;
	sealed_release(&unsaved->former);
	error_release(&unsaved->why);
}

bool unsaved_is_none(const struct unsaved *unsaved)
{
	return !unsaved->why.message;
}

bool unsaved_begin(struct unsaved *unsaved, const struct cred *login,
		   struct error *err)
{
	const struct sealed *refresh = &login->oauth.refresh;

	if (!unsaved_is_none(unsaved))
		return true; /* the store has what it had before */
	return sealed_set(&unsaved->former, sealed_reveal(refresh),
			  refresh->len, err);
}

static bool read_stored(const struct session_config *config,
			struct cred *ret_stored, bool *ret_found,
			bool *ret_damaged, struct error *err)
{
	*ret_damaged = false;
	if (store_get(config->store, &config->key, ret_stored, ret_found, err))
		return true;
	if (err->code != ERR_OTHER)
		return false;
	error_clear(err);
	*ret_damaged = true;
	return true;
}

/* *ret_done is false when the record changed between our look and our write. */
static bool look_and_store(const struct unsaved *unsaved,
			   const struct session_config *config,
			   const struct cred *login, bool *ret_done,
			   struct error *err)
{
	AUTO(cred_release) struct cred stored = { 0 };
	bool found = false, damaged;

	*ret_done = true;
	if (!read_stored(config, &stored, &found, &damaged, err))
		return false;
	/* what cannot be read is nobody's login: an attempt of ours may have
	   left it so. One of a newer fentu is not replaced. */
	if (damaged)
		return store_put(config->store, &config->key, login, err);
	if (found && cred_equal(&stored, login))
		return true;
	if (found && sealed_equal(&stored.oauth.refresh, &unsaved->former))
		return store_replace(config->store, &config->key, &stored,
				     login, ret_done, err);
	trace_line(config->trace, "* somebody has logged in or out meanwhile; "
				  "the refreshed login is not stored");
	return true;
}

/* Only a program that does not take our lock can change the record. */
static bool store_at_last(const struct unsaved *unsaved,
			  const struct session_config *config,
			  const struct cred *login, struct error *err)
{
	bool done = false;

	for (unsigned tries = 0; !done && tries < UNSAVED_TRIES; tries++) {
		if (!look_and_store(unsaved, config, login, &done, err))
			return false;
	}
	return done || error_set(err, ERR_OTHER,
				 "another program keeps changing the record");
}

static bool try_to_store(struct unsaved *unsaved,
			 const struct session_config *config,
			 const struct cred *login)
{
	store_ask_again(config->store); /* or the new tokens are lost */
	error_clear(&unsaved->why);
	unsaved->tried_at_ms = clock_mono_ms(config->clock);
	if (store_at_last(unsaved, config, login, &unsaved->why))
		return true;
	trace_line(config->trace, "* the refreshed login could not be stored");
	return false;
}

void unsaved_store(struct unsaved *unsaved, const struct session_config *config,
		   const struct cred *login, bool is_replaced)
{
	bool was_stored = unsaved_is_none(unsaved);

	if (!try_to_store(unsaved, config, login) && was_stored && !is_replaced)
		error_clear(&unsaved->why);
}

void unsaved_store_again(struct unsaved *unsaved,
			 const struct session_config *config,
			 const struct cred *login)
{
	int64_t passed_ms = clock_mono_ms(config->clock) - unsaved->tried_at_ms;

	if (passed_ms < UNSAVED_AGAIN_S * INT64_C(1000) ||
	    try_to_store(unsaved, config, login) || unsaved->is_told)
		return;
	unsaved->is_told = true;
	if (config->tell)
		config->tell(config->user, &unsaved->why);
}

bool unsaved_finish(struct unsaved *unsaved,
		    const struct session_config *config,
		    const struct cred *login, struct error *err)
{
	if (try_to_store(unsaved, config, login))
		return true;
	error_move(err, &unsaved->why);
	(void)error_wrap(err,
			 "the refreshed login of profile '%s' was not stored",
			 config->key.profile);
	return error_hint(err,
			  "what the command did stays done; see to the "
			  "keyring, then run 'fentu -P %s login --web'",
			  config->key.profile);
}
