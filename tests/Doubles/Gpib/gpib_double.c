/*
 * Stands in for a GPIB library (linux-gpib, NI-488.2): the functions that Lab binds, with their arguments checked, and one bus whose
 * devices the test plays. Written from the functions' public descriptions; status, error and count belong to the calling thread.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ERR = 1 << 15, TIMO = 1 << 14, END = 1 << 13, CMPL = 1 << 8 };
enum { EDVR = 0, ENOL = 2, EARG = 4, EABO = 6, ENEB = 7 };
enum { MOST_PADS = 31, MOST_HANDLES = 256, FIRST_HANDLE = 16 };

typedef void (*listen_function)(int pad, const unsigned char *bytes, long count);
typedef void (*clear_function)(int pad);

struct message {
    struct message *next;
    long length, said;
    unsigned char bytes[];
};

struct device {
    listen_function listen;
    clear_function clear;
    struct message *first;
};

struct handle {
    int is_open, pad, sad, time, eot;
};

static struct device devices[MOST_PADS];
static struct handle handles[MOST_HANDLES];
static char trace[1 << 16];
static int failure = -1;
static int is_stuck;
static long most_at_once = 1L << 30;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t spoken = PTHREAD_COND_INITIALIZER;

static __thread int status, error;
static __thread long count;

static const double seconds[] = {
    1e9, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000,
};

static void note(const char *call, int a, int b, int c)
{
    size_t used = strlen(trace);
    snprintf(trace + used, sizeof trace - used, "%s %d %d %d\n", call, a, b, c);
}

static int end(int bits, int number, long carried)
{
    status = bits | CMPL;
    error = number;
    count = carried;
    return status;
}

static struct handle *find(int ud)
{
    struct handle *found = ud >= FIRST_HANDLE && ud < FIRST_HANDLE + MOST_HANDLES ? &handles[ud - FIRST_HANDLE] : NULL;
    return found && found->is_open ? found : NULL;
}

/* What the test does. */

void gpib_double_plug(int pad, listen_function listen, clear_function clear)
{
    pthread_mutex_lock(&guard);
    devices[pad].listen = listen;
    devices[pad].clear = clear;
    while (devices[pad].first) {
        struct message *next = devices[pad].first->next;
        free(devices[pad].first);
        devices[pad].first = next;
    }
    pthread_mutex_unlock(&guard);
}

void gpib_double_answer(int pad, const unsigned char *bytes, long length)
{
    struct message *said = malloc(sizeof *said + (size_t)length);
    said->next = NULL;
    said->length = length;
    said->said = 0;
    memcpy(said->bytes, bytes, (size_t)length);
    pthread_mutex_lock(&guard);
    struct message **last = &devices[pad].first;
    while (*last)
        last = &(*last)->next;
    *last = said;
    pthread_cond_broadcast(&spoken);
    pthread_mutex_unlock(&guard);
}

/* Every call fails with this error; -1: none does. */
void gpib_double_fail(int number) { failure = number; }

/* Devices take nothing. */
void gpib_double_stick(int stuck) { is_stuck = stuck; }

/* A reading breaks off after as many bytes as if its time were over; 0: it does not. */
void gpib_double_break_after(long bytes) { most_at_once = bytes ? bytes : 1L << 30; }

/* The calls so far, one a line, which are then forgotten. */
void gpib_double_trace(char *into, long room)
{
    pthread_mutex_lock(&guard);
    snprintf(into, (size_t)room, "%s", trace);
    trace[0] = 0;
    pthread_mutex_unlock(&guard);
}

/* The library's own functions. */

int ThreadIbsta(void) { return status; }
int ThreadIberr(void) { return error; }
int ThreadIbcnt(void) { return (int)count; }
long ThreadIbcntl(void) { return count; }

int ibdev(int board, int pad, int sad, int timo, int send_eoi, int eos)
{
    pthread_mutex_lock(&guard);
    note("ibdev", board * 10000 + pad * 100 + (sad ? sad - 96 + 1 : 0), timo, send_eoi * 10 + eos);
    int found = -1;
    if (failure >= 0)
        end(ERR, failure, failure == EDVR ? ENODEV : 0);
    else if (board != 0)
        end(ERR, ENEB, 0);
    else if (pad < 0 || pad > 30 || (sad != 0 && (sad < 96 || sad > 126)) || timo < 0 || timo > 17 || (send_eoi != 0 && send_eoi != 1))
        end(ERR, EARG, 0);
    else {
        for (found = 0; handles[found].is_open; found++)
            ;
        handles[found] = (struct handle){ 1, pad, sad, timo, send_eoi };
        end(0, 0, 0);
    }
    pthread_mutex_unlock(&guard);
    return found < 0 ? -1 : found + FIRST_HANDLE;
}

int ibonl(int ud, int online)
{
    pthread_mutex_lock(&guard);
    note("ibonl", ud, online, 0);
    struct handle *handle = find(ud);
    if (handle && !online)
        handle->is_open = 0;
    int result = handle ? end(0, 0, 0) : end(ERR, EARG, 0);
    pthread_mutex_unlock(&guard);
    return result;
}

int ibtmo(int ud, int value)
{
    pthread_mutex_lock(&guard);
    note("ibtmo", value, 0, 0);
    struct handle *handle = find(ud);
    int is_right = handle && value >= 0 && value <= 17;
    if (is_right)
        handle->time = value;
    int result = is_right ? end(0, 0, 0) : end(ERR, EARG, 0);
    pthread_mutex_unlock(&guard);
    return result;
}

int ibwrt(int ud, const void *bytes, long length)
{
    pthread_mutex_lock(&guard);
    struct handle *handle = find(ud);
    listen_function listen = handle ? devices[handle->pad].listen : NULL;
    int pad = handle ? handle->pad : -1;
    int result;
    if (!handle || length < 0 || !bytes)
        result = end(ERR, EARG, 0);
    else if (failure >= 0)
        result = end(ERR, failure, failure == EDVR ? ENODEV : 0);
    else if (!listen)
        result = end(ERR, ENOL, 0);
    else if (is_stuck)
        result = end(ERR | TIMO, EABO, 0);
    else
        result = end(0, 0, length);
    pthread_mutex_unlock(&guard);
    if (!(result & ERR))
        listen(pad, bytes, length);
    return result;
}

int ibrd(int ud, void *bytes, long length)
{
    pthread_mutex_lock(&guard);
    struct handle *handle = find(ud);
    int result;
    if (!handle || length < 0 || !bytes)
        result = end(ERR, EARG, 0);
    else if (failure >= 0)
        result = end(ERR, failure, failure == EDVR ? ENODEV : 0);
    else {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        double limit = (double)until.tv_sec + (double)until.tv_nsec * 1e-9 + seconds[handle->time];
        until.tv_sec = (time_t)limit;
        until.tv_nsec = (long)((limit - (double)until.tv_sec) * 1e9);
        struct device *device = &devices[handle->pad];
        while (!device->first && failure < 0 && pthread_cond_timedwait(&spoken, &guard, &until) == 0)
            ;
        struct message *said = device->first;
        if (!said)
            result = end(ERR | TIMO, EABO, 0);
        else {
            long left = said->length - said->said;
            long taken = left < length ? left : length;
            int is_broken = most_at_once < taken;
            taken = is_broken ? most_at_once : taken;
            memcpy(bytes, said->bytes + said->said, (size_t)taken);
            said->said += taken;
            int is_end = said->said == said->length;
            if (is_end) {
                device->first = said->next;
                free(said);
            }
            result = is_broken ? end(ERR | TIMO, EABO, taken) : end(is_end ? END : 0, 0, taken);
        }
    }
    pthread_mutex_unlock(&guard);
    return result;
}

int ibclr(int ud)
{
    pthread_mutex_lock(&guard);
    struct handle *handle = find(ud);
    note("ibclr", handle ? handle->pad : -1, 0, 0);
    struct device *device = handle ? &devices[handle->pad] : NULL;
    int pad = handle ? handle->pad : -1;
    int result;
    if (!handle)
        result = end(ERR, EARG, 0);
    else if (failure >= 0)
        result = end(ERR, failure, failure == EDVR ? ENODEV : 0);
    else if (!device->clear)
        result = end(ERR, ENOL, 0);
    else
        result = end(0, 0, 0);
    pthread_mutex_unlock(&guard);
    if (result & ERR)
        return result;
    device->clear(pad);
    pthread_mutex_lock(&guard);
    while (device->first) {
        struct message *next = device->first->next;
        free(device->first);
        device->first = next;
    }
    pthread_mutex_unlock(&guard);
    return result;
}
