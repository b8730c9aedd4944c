#include "cmd/commands.h"
#include "cmd/ctx.h"
#include "cmd/text.h"

static const char *const shells[] = { "bash", "zsh", "fish", NULL };

static bool completion_run(struct ctx *ctx, const struct call *call,
			   struct error *err)
{
	const char *shell = call->operands.item[0];
	const struct text *script = text_find(completion_scripts, shell);

	if (!script) {
		error_set(err, ERR_USAGE, "no completion for the shell '%s'",
			  shell);
		return error_hint(err, "it is one of bash, zsh, fish");
	}
	return io_write(ctx_io(ctx), script->text, strlen(script->text), err);
}

static const char *const examples[] = {
	"source <(fentu completion bash)",
	"fentu completion zsh > ~/.zfunc/_fentu",
	"fentu completion fish > ~/.config/fish/completions/fentu.fish", NULL
};

const struct command cmd_completion = {
	.name = "completion",
	.summary = "Print the completion script of a shell",
	.operands = "SHELL",
	.min_operands = 1,
	.max_operands = 1,
	.operand_choices = shells,
	.run = completion_run,
	.examples = examples,
};
