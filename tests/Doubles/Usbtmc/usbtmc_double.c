/* Plays the Linux kernel's module usbtmc: the system calls on its device files, with the numbers and rules of
 * include/uapi/linux/usb/tmc.h. The instrument itself is the caller's, who gives functions for it. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIRECTION_NONE 0u
#define DIRECTION_WRITE 1u
#define DIRECTION_READ 2u
#define REQUEST(direction, number, size) (((direction) << 30) | ((unsigned)(size) << 16) | (91u << 8) | (unsigned)(number))

enum { DESCRIPTOR = 7 };

/* Functions return what the system call does, or an error of errno.h, negative. */
struct instrument {
    const char *path;
    int32_t open_error;
    int32_t is_old_module;
    uint8_t capabilities;
    int32_t (*take)(const uint8_t *bytes, int32_t count);
    int32_t (*give)(uint8_t *bytes, int32_t count, uint32_t milliseconds, uint8_t *attributes);
    int32_t (*status)(void);
    int32_t (*clear)(void);
};

static struct instrument attached;
static char attached_path[4096];
static uint32_t timeout = 5000;
static uint8_t attributes;
static int aborts_in, aborts_out, unknown_requests, is_open;

static long answer(long result)
{
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}

void double_attach(const struct instrument *instrument)
{
    attached = *instrument;
    strncpy(attached_path, instrument->path, sizeof attached_path - 1);
    timeout = 5000;
    attributes = 0;
    aborts_in = aborts_out = unknown_requests = is_open = 0;
}

int double_aborts_in(void) { return aborts_in; }
int double_aborts_out(void) { return aborts_out; }
int double_unknown_requests(void) { return unknown_requests; }
int double_timeout(void) { return (int)timeout; }
int double_is_open(void) { return is_open; }

int double_open(const char *path, int flags)
{
    if (strcmp(path, attached_path) != 0)
        return (int)answer(-ENOENT);
    if (flags != (02 | 02000000)) /* O_RDWR, O_CLOEXEC */
        return (int)answer(-EINVAL);
    if (attached.open_error != 0)
        return (int)answer(-attached.open_error);
    timeout = 5000;
    is_open = 1;
    return DESCRIPTOR;
}

int double_close(int descriptor)
{
    if (descriptor != DESCRIPTOR || !is_open)
        return (int)answer(-EBADF);
    is_open = 0;
    return 0;
}

ptrdiff_t double_write(int descriptor, const void *bytes, size_t count)
{
    if (descriptor != DESCRIPTOR || !is_open)
        return answer(-EBADF);
    return answer(attached.take(bytes, (int32_t)count));
}

ptrdiff_t double_read(int descriptor, void *bytes, size_t count)
{
    size_t done = 0;
    if (descriptor != DESCRIPTOR || !is_open)
        return answer(-EBADF);
    do {
        int32_t got = attached.give((uint8_t *)bytes + done, (int32_t)(count - done), timeout, &attributes);
        if (got < 0)
            return answer(got);
        done += (size_t)got;
        /* The older module goes on until the end of the message. */
    } while (attached.is_old_module && !(attributes & 1) && done < count);
    return (ptrdiff_t)done;
}

int double_ioctl(int descriptor, unsigned long request, void *value)
{
    int result;
    if (descriptor != DESCRIPTOR || !is_open)
        return (int)answer(-EBADF);
    switch (request) {
    case REQUEST(DIRECTION_NONE, 2, 0):
        return (int)answer(attached.clear());
    case REQUEST(DIRECTION_NONE, 3, 0):
        aborts_out++;
        return (int)answer(-EPERM);
    case REQUEST(DIRECTION_NONE, 4, 0):
        aborts_in++;
        return 0;
    case REQUEST(DIRECTION_WRITE, 10, 4):
        if (*(uint32_t *)value < 500)
            return (int)answer(-EINVAL);
        timeout = *(uint32_t *)value;
        return 0;
    case REQUEST(DIRECTION_READ, 17, 1):
        *(uint8_t *)value = attached.capabilities;
        return 0;
    case REQUEST(DIRECTION_READ, 18, 1):
        result = attached.status();
        if (result < 0)
            return (int)answer(result);
        *(uint8_t *)value = (uint8_t)result;
        return 0;
    case REQUEST(DIRECTION_READ, 24, 1):
        if (!attached.is_old_module) {
            *(uint8_t *)value = attributes;
            return 0;
        }
        return (int)answer(-EBADRQC);
    default:
        unknown_requests++;
        return (int)answer(-EBADRQC);
    }
}
