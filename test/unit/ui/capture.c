#include "test/unit/ui/capture.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

struct capture capture_open(void)
{
	struct capture capture = {
		.out_fd = memfd_create("out", MFD_CLOEXEC),
		.err_fd = memfd_create("err", MFD_CLOEXEC),
	};
	int in_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	g_assert_cmpint(capture.out_fd, >=, 0);
	g_assert_cmpint(capture.err_fd, >=, 0);
	g_assert_cmpint(in_fd, >=, 0);
	capture.io = io_open_fds(in_fd, capture.out_fd, capture.err_fd);
	return capture;
}

void capture_release(struct capture *capture)
{
	(void)close(io_in_fd(capture->io));
	io_free(capture->io);
	(void)close(capture->out_fd);
	(void)close(capture->err_fd);
}

static char *contents(int fd, size_t *ret_len)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = g_malloc0((size_t)size + 1);

	g_assert_cmpint(pread(fd, text, (size_t)size, 0), ==, size);
	if (ret_len)
		*ret_len = (size_t)size;
	return text;
}

char *capture_out(const struct capture *capture, size_t *ret_len)
{
	return contents(capture->out_fd, ret_len);
}

char *capture_err(const struct capture *capture)
{
	return contents(capture->err_fd, NULL);
}
