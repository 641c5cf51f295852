/*
 * A stand-in for the VISA C library: the functions that Lab calls, with the signatures of VPP-4.3.2, and a device behind each session.
 * It checks its arguments as a maker's library does, and keeps a complaint about each that is wrong. Its own functions start with
 * double_. A device executes messages by a callback and is given their answers later; one without a callback answers *IDN? alone.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

typedef int32_t ViStatus;
typedef uint32_t ViSession;
typedef uint32_t ViAttr;
typedef uintptr_t ViAttrState;

#define VI_SUCCESS 0
#define VI_SUCCESS_TERM_CHAR 0x3FFF0005
#define VI_SUCCESS_MAX_CNT 0x3FFF0006
#define VI_ERROR_INV_OBJECT ((ViStatus)0xBFFF000E)
#define VI_ERROR_RSRC_NFOUND ((ViStatus)0xBFFF0011)
#define VI_ERROR_INV_RSRC_NAME ((ViStatus)0xBFFF0012)
#define VI_ERROR_INV_EXPR ((ViStatus)0xBFFF0010)
#define VI_ERROR_TMO ((ViStatus)0xBFFF0015)
#define VI_ERROR_NSUP_ATTR ((ViStatus)0xBFFF001D)
#define VI_ERROR_NSUP_ATTR_STATE ((ViStatus)0xBFFF001E)
#define VI_ERROR_ATTR_READONLY ((ViStatus)0xBFFF001F)
#define VI_ERROR_ALLOC ((ViStatus)0xBFFF003C)
#define VI_ERROR_USER_BUF ((ViStatus)0xBFFF0071)
#define VI_ERROR_CONN_LOST ((ViStatus)0xBFFF00A6)

#define VI_ATTR_RSRC_IMPL_VERSION 0x3FFF0003U
#define VI_ATTR_SEND_END_EN 0x3FFF0016U
#define VI_ATTR_TERMCHAR 0x3FFF0018U
#define VI_ATTR_TMO_VALUE 0x3FFF001AU
#define VI_ATTR_ASRL_BAUD 0x3FFF0021U
#define VI_ATTR_ASRL_DATA_BITS 0x3FFF0022U
#define VI_ATTR_ASRL_PARITY 0x3FFF0023U
#define VI_ATTR_ASRL_STOP_BITS 0x3FFF0024U
#define VI_ATTR_ASRL_FLOW_CNTRL 0x3FFF0025U
#define VI_ATTR_TERMCHAR_EN 0x3FFF0038U
#define VI_ATTR_ASRL_END_IN 0x3FFF00B3U
#define VI_ATTR_ASRL_END_OUT 0x3FFF00B4U
#define VI_ATTR_RSRC_MANF_NAME 0xBFFF0174U

#define MANAGER 0x100U
#define LIST 0x200U
#define FIRST_SESSION 0x1000U
#define MAX_SESSIONS 512
#define MAX_DEVICES 64
#define NAME_LENGTH 256
#define ATTRIBUTES 11

enum { OPERATION_MANAGER, OPERATION_OPEN, OPERATION_READ, OPERATION_WRITE, OPERATION_CLEAR, OPERATION_FIND, OPERATIONS };

typedef void (*Execute)(uint32_t session, uint32_t generation, const uint8_t *message, uint32_t length);

typedef struct Answer {
    struct Answer *next;
    uint32_t length;
    uint32_t position;
    uint8_t bytes[];
} Answer;

typedef struct {
    char name[NAME_LENGTH];
    Execute execute;
    int is_attached;
} Device;

typedef struct {
    char name[NAME_LENGTH];
    Device *device;
    int is_open;
    int is_lost;
    int has_end;
    uint32_t generation;
    uint32_t clears;
    uint8_t *message;
    uint32_t length;
    Answer *first;
    Answer *last;
    ViAttrState attributes[ATTRIBUTES];
} Session;

static const ViAttr attribute_ids[ATTRIBUTES] = {
    VI_ATTR_SEND_END_EN, VI_ATTR_TERMCHAR, VI_ATTR_TMO_VALUE, VI_ATTR_ASRL_BAUD, VI_ATTR_ASRL_DATA_BITS, VI_ATTR_ASRL_PARITY,
    VI_ATTR_ASRL_STOP_BITS, VI_ATTR_ASRL_FLOW_CNTRL, VI_ATTR_TERMCHAR_EN, VI_ATTR_ASRL_END_IN, VI_ATTR_ASRL_END_OUT,
};

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived;
static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static Device devices[MAX_DEVICES];
static Session sessions[MAX_SESSIONS];
static uint32_t session_count;
static int found[MAX_DEVICES];
static int found_count;
static int found_next;
static int manager_is_open;
static ViStatus failures[OPERATIONS];
static char complaints[8192];

static void prepare(void)
{
    /* Deadlines are on the clock that nobody sets. */
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
#ifndef __APPLE__
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
#endif
    pthread_cond_init(&arrived, &clock);
    snprintf(devices[0].name, NAME_LENGTH, "GPIB0::1::INSTR");
    devices[0].is_attached = 1;
}

static void enter(void)
{
    pthread_once(&prepared, prepare);
    pthread_mutex_lock(&gate);
}

static ViStatus leave(ViStatus status)
{
    pthread_mutex_unlock(&gate);
    return status;
}

static ViStatus complain(ViStatus status, const char *function, const char *what)
{
    size_t used = strlen(complaints);
    snprintf(complaints + used, sizeof complaints - used, "%s: %s\n", function, what);
    return status;
}

static ViStatus failure(int operation)
{
    ViStatus status = failures[operation];
    failures[operation] = VI_SUCCESS;
    return status;
}

static Session *session_of(ViSession vi)
{
    uint32_t index = vi - FIRST_SESSION;
    return vi >= FIRST_SESSION && index < session_count && sessions[index].is_open ? &sessions[index] : NULL;
}

static Device *device_of(const char *name)
{
    for (int i = 0; i < MAX_DEVICES; i++) {
        if (devices[i].is_attached && strcasecmp(devices[i].name, name) == 0) {
            return &devices[i];
        }
    }

    return NULL;
}

static int attribute_index(ViAttr id)
{
    for (int i = 0; i < ATTRIBUTES; i++) {
        if (attribute_ids[i] == id) {
            return i;
        }
    }

    return -1;
}

static ViAttrState attribute(const Session *session, ViAttr id)
{
    return session->attributes[attribute_index(id)];
}

static int is_serial(ViAttr id)
{
    return (id >= VI_ATTR_ASRL_BAUD && id <= VI_ATTR_ASRL_FLOW_CNTRL) || id == VI_ATTR_ASRL_END_IN || id == VI_ATTR_ASRL_END_OUT;
}

static int is_state(ViAttr id, ViAttrState state)
{
    switch (id) {
    case VI_ATTR_SEND_END_EN:
    case VI_ATTR_TERMCHAR_EN:
        return state <= 1;
    case VI_ATTR_TERMCHAR:
        return state <= 0xFF;
    case VI_ATTR_TMO_VALUE:
        return state <= 0xFFFFFFFFU;
    case VI_ATTR_ASRL_BAUD:
        return state >= 50 && state <= 12000000;
    case VI_ATTR_ASRL_DATA_BITS:
        return state >= 5 && state <= 8;
    case VI_ATTR_ASRL_PARITY:
        return state <= 4;
    case VI_ATTR_ASRL_STOP_BITS:
        return state == 10 || state == 15 || state == 20;
    case VI_ATTR_ASRL_FLOW_CNTRL:
        return state <= 7;
    default:
        return state <= 3;
    }
}

static void forget(Session *session)
{
    session->generation++;
    session->length = 0;
    while (session->first != NULL) {
        Answer *next = session->first->next;
        free(session->first);
        session->first = next;
    }

    session->last = NULL;
}

static void give(Session *session, const uint8_t *bytes, uint32_t length)
{
    Answer *answer = malloc(sizeof(Answer) + length + 1);
    if (answer == NULL) {
        abort();
    }

    answer->next = NULL;
    answer->position = 0;
    answer->length = length + 1;
    memcpy(answer->bytes, bytes, length);
    answer->bytes[length] = '\n';
    if (session->last != NULL) {
        session->last->next = answer;
    } else {
        session->first = answer;
    }

    session->last = answer;
    pthread_cond_broadcast(&arrived);
}

/* A message without CR and LF at its end, if there is any of it. */
static void execute(ViSession vi, Session *session)
{
    while (session->length > 0 && (session->message[session->length - 1] == '\n' || session->message[session->length - 1] == '\r')) {
        session->length--;
    }

    if (session->length > 0 && session->device->execute != NULL) {
        session->device->execute(vi, session->generation, session->message, session->length);
    } else if (session->length == 5 && memcmp(session->message, "*IDN?", 5) == 0) {
        static const char identity[] = "Lab,VISA double,0,1.0";
        give(session, (const uint8_t *)identity, sizeof identity - 1);
    }

    session->length = 0;
}

/* The bytes of a block that tells its length may hold LF. */
static int is_within_block(const Session *session)
{
    const uint8_t *start = memchr(session->message, '#', session->length);
    size_t before = start == NULL ? 0 : (size_t)(start - session->message);
    if (start == NULL || session->length < before + 2 || start[1] < '1' || start[1] > '9') {
        return 0;
    }

    size_t digits = (size_t)(start[1] - '0');
    if (session->length < before + 2 + digits) {
        return 0;
    }

    size_t length = 0;
    for (size_t i = 0; i < digits; i++) {
        if (start[2 + i] < '0' || start[2 + i] > '9') {
            return 0;
        }

        length = length * 10 + (size_t)(start[2 + i] - '0');
    }

    return session->length <= before + 2 + digits + length;
}

ViStatus viOpenDefaultRM(ViSession *vi)
{
    enter();
    ViStatus status = failure(OPERATION_MANAGER);
    if (status < 0) {
        return leave(status);
    }

    if (vi == NULL) {
        return leave(complain(VI_ERROR_USER_BUF, __func__, "no place for the session"));
    }

    manager_is_open = 1;
    *vi = MANAGER;
    return leave(VI_SUCCESS);
}

ViStatus viOpen(ViSession manager, const char *name, uint32_t mode, uint32_t timeout, ViSession *vi)
{
    enter();
    if (manager != MANAGER || !manager_is_open) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not a resource manager's session"));
    }

    if (name == NULL || vi == NULL || mode != 0 || timeout == 0 || timeout == 0xFFFFFFFFU) {
        return leave(complain(VI_ERROR_USER_BUF, __func__, "wrong arguments"));
    }

    ViStatus status = failure(OPERATION_OPEN);
    if (status < 0) {
        return leave(status);
    }

    if (strstr(name, "::") == NULL || strlen(name) >= NAME_LENGTH) {
        return leave(VI_ERROR_INV_RSRC_NAME);
    }

    Device *device = device_of(name);
    if (device == NULL) {
        return leave(VI_ERROR_RSRC_NFOUND);
    }

    if (session_count == MAX_SESSIONS) {
        return leave(complain(VI_ERROR_ALLOC, __func__, "too many sessions"));
    }

    static const ViAttrState initial[ATTRIBUTES] = { 1, '\n', 2000, 9600, 8, 0, 10, 0, 0, 2, 0 };
    Session *session = &sessions[session_count];
    memset(session, 0, sizeof *session);
    memcpy(session->name, device->name, NAME_LENGTH);
    memcpy(session->attributes, initial, sizeof initial);
    session->device = device;
    session->is_open = 1;
    session->has_end = strncasecmp(name, "ASRL", 4) != 0;
    *vi = FIRST_SESSION + session_count++;
    return leave(VI_SUCCESS);
}

ViStatus viClose(ViSession vi)
{
    enter();
    if (vi == MANAGER && manager_is_open) {
        manager_is_open = 0;
        return leave(VI_SUCCESS);
    }

    if (vi == LIST && found_count > 0) {
        found_count = 0;
        return leave(VI_SUCCESS);
    }

    Session *session = session_of(vi);
    if (session == NULL) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not an open session or list"));
    }

    forget(session);
    free(session->message);
    session->message = NULL;
    session->is_open = 0;
    pthread_cond_broadcast(&arrived);
    return leave(VI_SUCCESS);
}

ViStatus viRead(ViSession vi, uint8_t *buffer, uint32_t count, uint32_t *got)
{
    enter();
    Session *session = session_of(vi);
    if (session == NULL) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not an open session"));
    }

    if (buffer == NULL || got == NULL || count == 0) {
        return leave(complain(VI_ERROR_USER_BUF, __func__, "no buffer"));
    }

    *got = 0;
    ViStatus status = failure(OPERATION_READ);
    if (status < 0) {
        return leave(status);
    }

    struct timespec until;
#ifdef __APPLE__
    clock_gettime(CLOCK_REALTIME, &until);
#else
    clock_gettime(CLOCK_MONOTONIC, &until);
#endif
    uint64_t nanoseconds = (uint64_t)until.tv_nsec + (uint64_t)(attribute(session, VI_ATTR_TMO_VALUE) % 1000) * 1000000U;
    until.tv_sec += (time_t)(attribute(session, VI_ATTR_TMO_VALUE) / 1000 + nanoseconds / 1000000000U);
    until.tv_nsec = (long)(nanoseconds % 1000000000U);
    while (session->is_open && !session->is_lost && session->first == NULL) {
        if (pthread_cond_timedwait(&arrived, &gate, &until) != 0) {
            break;
        }
    }

    if (!session->is_open || session->is_lost) {
        return leave(session->is_open ? VI_ERROR_CONN_LOST : VI_ERROR_INV_OBJECT);
    }

    if (session->first == NULL) {
        return leave(VI_ERROR_TMO);
    }

    Answer *answer = session->first;
    uint32_t length = answer->length - answer->position;
    length = length < count ? length : count;
    int is_stop = 0;
    if (attribute(session, VI_ATTR_TERMCHAR_EN)) {
        uint8_t *stop = memchr(answer->bytes + answer->position, (int)attribute(session, VI_ATTR_TERMCHAR), length);
        if (stop != NULL) {
            length = (uint32_t)(stop - (answer->bytes + answer->position)) + 1;
            is_stop = 1;
        }
    }

    memcpy(buffer, answer->bytes + answer->position, length);
    answer->position += length;
    *got = length;
    int is_end = answer->position == answer->length;
    if (is_end) {
        session->first = answer->next;
        session->last = session->first == NULL ? NULL : session->last;
        free(answer);
    }

    return leave(is_end && session->has_end ? VI_SUCCESS : is_stop ? VI_SUCCESS_TERM_CHAR : VI_SUCCESS_MAX_CNT);
}

ViStatus viWrite(ViSession vi, const uint8_t *buffer, uint32_t count, uint32_t *sent)
{
    enter();
    Session *session = session_of(vi);
    if (session == NULL) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not an open session"));
    }

    if (buffer == NULL || sent == NULL || count == 0) {
        return leave(complain(VI_ERROR_USER_BUF, __func__, "no buffer"));
    }

    *sent = 0;
    ViStatus status = failure(OPERATION_WRITE);
    if (status < 0 || session->is_lost) {
        return leave(status < 0 ? status : VI_ERROR_CONN_LOST);
    }

    uint8_t *longer = realloc(session->message, session->length + count);
    if (longer == NULL) {
        return leave(VI_ERROR_ALLOC);
    }

    session->message = longer;
    for (uint32_t i = 0; i < count; i++) {
        session->message[session->length++] = buffer[i];
        if (buffer[i] == '\n' && !is_within_block(session)) {
            execute(vi, session);
        }
    }

    if (session->has_end && attribute(session, VI_ATTR_SEND_END_EN)) {
        execute(vi, session);
    }

    *sent = count;
    return leave(VI_SUCCESS);
}

ViStatus viClear(ViSession vi)
{
    enter();
    Session *session = session_of(vi);
    if (session == NULL) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not an open session"));
    }

    ViStatus status = failure(OPERATION_CLEAR);
    if (status < 0 || session->is_lost) {
        return leave(status < 0 ? status : VI_ERROR_CONN_LOST);
    }

    forget(session);
    session->clears++;
    return leave(VI_SUCCESS);
}

ViStatus viSetAttribute(ViSession vi, ViAttr id, ViAttrState state)
{
    enter();
    Session *session = session_of(vi);
    if (session == NULL) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not an open session"));
    }

    int index = attribute_index(id);
    if (index < 0 || (is_serial(id) && session->has_end)) {
        return leave(complain(VI_ERROR_NSUP_ATTR, __func__, "no attribute of this session"));
    }

    if (!is_state(id, state)) {
        return leave(complain(VI_ERROR_NSUP_ATTR_STATE, __func__, "no state of this attribute"));
    }

    session->attributes[index] = state;
    return leave(VI_SUCCESS);
}

ViStatus viGetAttribute(ViSession vi, ViAttr id, void *state)
{
    enter();
    if (vi != MANAGER || !manager_is_open || state == NULL) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not a resource manager's session"));
    }

    if (id == VI_ATTR_RSRC_MANF_NAME) {
        strcpy(state, "the Lab tests");
    } else if (id == VI_ATTR_RSRC_IMPL_VERSION) {
        *(uint32_t *)state = (5U << 20) | (8U << 8) | 2U;
    } else {
        return leave(complain(VI_ERROR_NSUP_ATTR, __func__, "no attribute of the manager"));
    }

    return leave(VI_SUCCESS);
}

ViStatus viStatusDesc(ViSession vi, ViStatus status, char *text)
{
    (void)vi;
    switch (status) {
    case VI_ERROR_TMO:
        strcpy(text, "Timeout expired before operation completed.");
        return VI_SUCCESS;
    case VI_ERROR_RSRC_NFOUND:
        strcpy(text, "Insufficient location information or the requested device or resource is not present in the system.");
        return VI_SUCCESS;
    case VI_ERROR_CONN_LOST:
        strcpy(text, "The connection for the given session has been lost.");
        return VI_SUCCESS;
    default:
        strcpy(text, "");
        return (ViStatus)0x3FFF0084; /* VI_WARN_UNKNOWN_STATUS */
    }
}

static void name_next(char *name)
{
    memset(name, 0, NAME_LENGTH);
    strcpy(name, devices[found[found_next++]].name);
}

ViStatus viFindRsrc(ViSession manager, const char *expression, ViSession *list, uint32_t *count, char *first)
{
    enter();
    if (manager != MANAGER || !manager_is_open) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "not a resource manager's session"));
    }

    if (expression == NULL || list == NULL || count == NULL || first == NULL || found_count > 0) {
        return leave(complain(VI_ERROR_USER_BUF, __func__, "wrong arguments, or the list before was not closed"));
    }

    ViStatus status = failure(OPERATION_FIND);
    if (status < 0) {
        return leave(status);
    }

    if (strcmp(expression, "?*INSTR") != 0 && strcmp(expression, "PXI?*") != 0) {
        return leave(VI_ERROR_INV_EXPR);
    }

    found_next = 0;
    for (int i = 0; i < MAX_DEVICES; i++) {
        if (devices[i].is_attached && expression[0] == '?') {
            found[found_count++] = i;
        }
    }

    if (found_count == 0) {
        return leave(VI_ERROR_RSRC_NFOUND);
    }

    *list = LIST;
    *count = (uint32_t)found_count;
    name_next(first);
    return leave(VI_SUCCESS);
}

ViStatus viFindNext(ViSession list, char *next)
{
    enter();
    if (list != LIST || next == NULL || found_next >= found_count) {
        return leave(complain(VI_ERROR_INV_OBJECT, __func__, "no list, or nothing more in it"));
    }

    name_next(next);
    return leave(VI_SUCCESS);
}

/* Puts a device at an address; the callback may be called on any thread, with the library's lock held, and must not block. */
void double_attach(const char *name, Execute execute)
{
    enter();
    Device *device = device_of(name);
    for (int i = 0; device == NULL && i < MAX_DEVICES; i++) {
        if (!devices[i].is_attached) {
            device = &devices[i];
        }
    }

    if (device == NULL) {
        abort();
    }

    snprintf(device->name, NAME_LENGTH, "%s", name);
    device->execute = execute;
    device->is_attached = 1;
    leave(VI_SUCCESS);
}

void double_detach(const char *name)
{
    enter();
    Device *device = device_of(name);
    if (device != NULL) {
        device->is_attached = 0;
    }

    leave(VI_SUCCESS);
}

/* What a device answers; nothing comes of an answer to a message before the last clear. */
void double_answer(ViSession vi, uint32_t generation, const uint8_t *bytes, uint32_t length)
{
    enter();
    Session *session = session_of(vi);
    if (session != NULL && session->generation == generation) {
        give(session, bytes, length);
    }

    leave(VI_SUCCESS);
}

/* Breaks all sessions with a device, as a pulled cable does. */
void double_drop(const char *name)
{
    enter();
    for (uint32_t i = 0; i < session_count; i++) {
        if (sessions[i].is_open && strcasecmp(sessions[i].name, name) == 0) {
            sessions[i].is_lost = 1;
        }
    }

    pthread_cond_broadcast(&arrived);
    leave(VI_SUCCESS);
}

/* Lets the next call of an operation fail. */
void double_fail(int operation, ViStatus status)
{
    enter();
    failures[operation] = status;
    leave(VI_SUCCESS);
}

static const Session *last_session(const char *name)
{
    for (uint32_t i = session_count; i-- > 0;) {
        if (strcasecmp(sessions[i].name, name) == 0) {
            return &sessions[i];
        }
    }

    return NULL;
}

/* An attribute of the session that was opened last with a device; -1 where there is none. */
int64_t double_attribute(const char *name, ViAttr id)
{
    enter();
    const Session *session = last_session(name);
    int index = attribute_index(id);
    int64_t state = session == NULL || index < 0 ? -1 : (int64_t)session->attributes[index];
    leave(VI_SUCCESS);
    return state;
}

/* How often that session was cleared; -1 where there is none. */
int32_t double_clears(const char *name)
{
    enter();
    const Session *session = last_session(name);
    int32_t clears = session == NULL ? -1 : (int32_t)session->clears;
    leave(VI_SUCCESS);
    return clears;
}

/* How many sessions with a device are open. */
int32_t double_open_count(const char *name)
{
    enter();
    int32_t count = 0;
    for (uint32_t i = 0; i < session_count; i++) {
        count += sessions[i].is_open && strcasecmp(sessions[i].name, name) == 0;
    }

    leave(VI_SUCCESS);
    return count;
}

/* Takes the complaints about wrong arguments; the text is the caller's to free by double_free. */
char *double_complaints(void)
{
    enter();
    char *copy = strdup(complaints);
    complaints[0] = '\0';
    leave(VI_SUCCESS);
    return copy;
}

void double_free(char *text)
{
    free(text);
}
