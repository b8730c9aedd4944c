/*
 * Builds with the address sanitizer only: it asks these for settings, since
 * the helper's own environment is made by its parent and has none.
 *
 * GIO loses a string each time libsecret reads its file. To tell whose it
 * is takes whole stacks.
 */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(
	void);

const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_suppressions(void)
{
	return "leak:secret_password_";
}
