/* A stand-in for NI-DAQmx: the functions that Lab binds, with the signatures of NIDAQmx.h, and a card behind them whose
 * inputs see its outputs (ai0 is ao0, ai1 is ao1). What its outputs give outlives the process in the file that the
 * environment variable LAB_DAQMX_DOUBLE names, as a card's outputs do.
 *
 * The functions daqmx_double_* belong to the tests: they pull the card out, let a function fail or warn, and show the
 * arguments of the calls. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>

typedef int32_t int32;
typedef uint32_t uInt32;
typedef uint64_t uInt64;
typedef uint32_t bool32;
typedef double float64;
typedef void *TaskHandle;

enum { Magic = 0x4441514d, Outputs = 2, Room = 1 << 20 };

typedef struct {
    uInt32 magic;
    char name[64];
    int kind; /* 1 outputs, 2 inputs, 3 counter */
    int count;
    int lines[8];
    float64 rate;
    int32 mode;
    uInt64 samples;
    float64 *buffer;
    int32 length;
    int64_t read;
    int running;
    int retriggerable;
} Task;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static char trace[Room];
static size_t traced;
static int unplugged;
static int32 failing_status;
static char failing_function[64];
static int32 warning_status;
static int living;
static float64 held[Outputs];
static float64 played[Outputs][4096];
static int32 played_length[Outputs];
static _Thread_local char last_error[512];

static void say(const char *text)
{
    size_t length = strlen(text);
    if (traced + length + 2 < Room) {
        memcpy(trace + traced, text, length);
        trace[traced + length] = '\n';
        traced += length + 1;
    }
}

static int32 fail(int32 status, const char *function, const char *words)
{
    snprintf(last_error, sizeof last_error, "%s\nFunction: %s\nStatus Code: %d", words, function, status);
    return status;
}

/* Every function begins here: it may be told to fail or to warn, and a card that was pulled out fails. */
static int32 begin(const char *function, const char *shown)
{
    say(shown);
    if (failing_status != 0 && strcmp(function, failing_function) == 0)
        return fail(failing_status, function, "The double was told to fail.");
    if (unplugged)
        return fail(-201003, function, "Device cannot be accessed. Possible causes: device is no longer present in the system.");
    return 0;
}

static int32 end(void) { int32 status = warning_status; warning_status = 0; return status; }

static Task *task_of(TaskHandle handle)
{
    Task *task = handle;
    return task != NULL && task->magic == Magic ? task : NULL;
}

static int32 invalid(const char *function) { return fail(-200088, function, "Task specified is invalid or does not exist."); }

static void keep(void)
{
    const char *file = getenv("LAB_DAQMX_DOUBLE");
    if (file == NULL || *file == 0)
        return;
    char other[1024];
    snprintf(other, sizeof other, "%s.new", file);
    FILE *out = fopen(other, "w");
    if (out == NULL)
        return;
    fprintf(out, "%.17g %.17g\n", held[0], held[1]);
    fclose(out);
    rename(other, file);
}

static void recall(void)
{
    static int recalled;
    const char *file = getenv("LAB_DAQMX_DOUBLE");
    if (recalled || file == NULL || *file == 0)
        return;
    recalled = 1;
    FILE *in = fopen(file, "r");
    if (in == NULL)
        return;
    if (fscanf(in, "%lf %lf", &held[0], &held[1]) != 2)
        held[0] = held[1] = 0;
    fclose(in);
}

#define BEGIN(function, ...) \
    char shown[512]; \
    snprintf(shown, sizeof shown, function " " __VA_ARGS__); \
    pthread_mutex_lock(&guard); \
    recall(); \
    int32 status = begin(function, shown); \
    if (status == 0) { int32 warned = end(); status = warned
#define END \
    ; } \
    pthread_mutex_unlock(&guard); \
    return status

#ifndef WITHOUT_CREATE_TASK
int32 DAQmxCreateTask(const char taskName[], TaskHandle *taskHandle)
{
    BEGIN("DAQmxCreateTask", "%s", taskName);
    Task *task = calloc(1, sizeof *task);
    task->magic = Magic;
    snprintf(task->name, sizeof task->name, "%s", taskName);
    task->samples = 1;
    *taskHandle = task;
    living++
    END;
}
#endif

int32 DAQmxClearTask(TaskHandle handle)
{
    BEGIN("DAQmxClearTask", "%s", task_of(handle) ? task_of(handle)->name : "?");
    Task *task = task_of(handle);
    if (task == NULL) {
        status = invalid("DAQmxClearTask");
    } else {
        for (int c = 0; task->kind == 1 && task->running && c < task->count; c++)
            played_length[task->lines[c] % Outputs] = 0; /* an output holds what it has at this moment */
        task->magic = 0;
        free(task->buffer);
        free(task);
        living--;
    }
    END;
}

static int32 add(Task *task, int kind, const char *channels, const char *prefix, const char *function)
{
    if (task == NULL)
        return invalid(function);
    char copy[256];
    snprintf(copy, sizeof copy, "%s", channels);
    char *rest = NULL;
    for (char *each = strtok_r(copy, ", ", &rest); each != NULL; each = strtok_r(NULL, ", ", &rest)) {
        char *slash = strchr(each, '/');
        if (slash == NULL || strncmp(each, "Dev1/", 5) != 0)
            return fail(-200220, function, "Device identifier is invalid.");
        slash++;
        int line = -1;
        if (kind == 2 && sscanf(slash, "_ao%d_vs_aognd", &line) == 1)
            ;
        else if (strncmp(slash, prefix, strlen(prefix)) != 0 || sscanf(slash + strlen(prefix), "%d", &line) != 1)
            return fail(-200170, function, "Physical channel specified does not exist on this device.");
        task->lines[task->count++] = line;
    }
    task->kind = kind;
    return 0;
}

int32 DAQmxCreateAOVoltageChan(TaskHandle handle, const char physical[], const char name[], float64 least, float64 largest,
                               int32 units, const char scale[])
{
    BEGIN("DAQmxCreateAOVoltageChan", "%s '%s' %g %g %d %s", physical, name, least, largest, units, scale ? scale : "NULL");
    int32 added = add(task_of(handle), 1, physical, "ao", "DAQmxCreateAOVoltageChan");
    status = added < 0 ? added : status
    END;
}

int32 DAQmxCreateAIVoltageChan(TaskHandle handle, const char physical[], const char name[], int32 terminals, float64 least,
                               float64 largest, int32 units, const char scale[])
{
    BEGIN("DAQmxCreateAIVoltageChan", "%s '%s' %d %g %g %d %s", physical, name, terminals, least, largest, units,
          scale ? scale : "NULL");
    int32 added = add(task_of(handle), 2, physical, "ai", "DAQmxCreateAIVoltageChan");
    status = added < 0 ? added : status
    END;
}

int32 DAQmxCreateCOPulseChanTime(TaskHandle handle, const char counter[], const char name[], int32 units, int32 idle,
                                 float64 delay, float64 low, float64 high)
{
    BEGIN("DAQmxCreateCOPulseChanTime", "%s '%s' %d %d %g %g %g", counter, name, units, idle, delay, low, high);
    int32 added = add(task_of(handle), 3, counter, "ctr", "DAQmxCreateCOPulseChanTime");
    status = added < 0 ? added : status
    END;
}

int32 DAQmxCfgSampClkTiming(TaskHandle handle, const char source[], float64 rate, int32 edge, int32 mode, uInt64 samples)
{
    BEGIN("DAQmxCfgSampClkTiming", "'%s' %g %d %d %llu", source, rate, edge, mode, (unsigned long long)samples);
    Task *task = task_of(handle);
    if (task == NULL) {
        status = invalid("DAQmxCfgSampClkTiming");
    } else {
        task->rate = rate;
        task->mode = mode;
        task->samples = samples;
    }
    END;
}

int32 DAQmxCfgImplicitTiming(TaskHandle handle, int32 mode, uInt64 samples)
{
    BEGIN("DAQmxCfgImplicitTiming", "%d %llu", mode, (unsigned long long)samples);
    status = task_of(handle) ? status : invalid("DAQmxCfgImplicitTiming")
    END;
}

int32 DAQmxCfgDigEdgeStartTrig(TaskHandle handle, const char source[], int32 edge)
{
    BEGIN("DAQmxCfgDigEdgeStartTrig", "%s %d", source, edge);
    status = task_of(handle) ? status : invalid("DAQmxCfgDigEdgeStartTrig")
    END;
}

int32 DAQmxSetStartTrigRetriggerable(TaskHandle handle, bool32 data)
{
    BEGIN("DAQmxSetStartTrigRetriggerable", "%u", data);
    status = task_of(handle) ? status : invalid("DAQmxSetStartTrigRetriggerable")
    END;
}

int32 DAQmxSetCOEnableInitialDelayOnRetrigger(TaskHandle handle, const char channel[], bool32 data)
{
    BEGIN("DAQmxSetCOEnableInitialDelayOnRetrigger", "%s %u", channel, data);
    status = task_of(handle) ? status : invalid("DAQmxSetCOEnableInitialDelayOnRetrigger")
    END;
}

int32 DAQmxSetCOPulseTimeInitialDelay(TaskHandle handle, const char channel[], float64 data)
{
    BEGIN("DAQmxSetCOPulseTimeInitialDelay", "%s %g", channel, data);
    status = task_of(handle) ? status : invalid("DAQmxSetCOPulseTimeInitialDelay")
    END;
}

int32 DAQmxSetWriteRegenMode(TaskHandle handle, int32 data)
{
    BEGIN("DAQmxSetWriteRegenMode", "%d", data);
    status = task_of(handle) ? status : invalid("DAQmxSetWriteRegenMode")
    END;
}

int32 DAQmxGetSampClkRate(TaskHandle handle, float64 *data)
{
    BEGIN("DAQmxGetSampClkRate", "%s", "");
    if (task_of(handle) == NULL)
        status = invalid("DAQmxGetSampClkRate");
    else
        *data = task_of(handle)->rate
    END;
}

int32 DAQmxWriteAnalogF64(TaskHandle handle, int32 count, bool32 start, float64 timeout, bool32 layout, const float64 samples[],
                          int32 *written, bool32 *reserved)
{
    BEGIN("DAQmxWriteAnalogF64", "%d %u %g %u %g %s", count, start, timeout, layout, samples[count - 1],
          reserved ? "?" : "NULL");
    Task *task = task_of(handle);
    if (task == NULL) {
        status = invalid("DAQmxWriteAnalogF64");
    } else {
        for (int32 i = 0; i < count * task->count; i++)
            if (!(samples[i] >= -10 && samples[i] <= 10))
                status = fail(-200561, "DAQmxWriteAnalogF64", "Attempted writing analog data that is too large or too small.");
        if (status >= 0) {
            free(task->buffer);
            task->buffer = malloc(sizeof(float64) * count * task->count);
            memcpy(task->buffer, samples, sizeof(float64) * count * task->count);
            task->length = count;
            *written = count;
            if (start && task->rate == 0) {
                for (int c = 0; c < task->count; c++)
                    held[task->lines[c] % Outputs] = samples[(c + 1) * count - 1];
                keep();
            }
        }
    }
    END;
}

int32 DAQmxReadAnalogF64(TaskHandle handle, int32 count, float64 timeout, bool32 fill, float64 samples[], uInt32 size,
                         int32 *read, bool32 *reserved)
{
    BEGIN("DAQmxReadAnalogF64", "%d %g %u %u %s", count, timeout, fill, size, reserved ? "?" : "NULL");
    Task *task = task_of(handle);
    if (task == NULL)
        status = invalid("DAQmxReadAnalogF64");
    else if (!task->running)
        status = fail(-200284, "DAQmxReadAnalogF64", "Some or all of the samples requested have not yet been acquired.");
    else if (size < (uInt32)(count * task->count))
        status = fail(-200229, "DAQmxReadAnalogF64", "Buffer is too small to fit read data.");
    else {
        for (int c = 0; c < task->count; c++) {
            int line = task->lines[c] % Outputs;
            for (int32 i = 0; i < count; i++)
                samples[c * count + i] = played_length[line] > 0 && i < 4096
                    ? played[line][(task->read + i) % played_length[line]]
                    : held[line];
        }
        task->read += count;
        *read = count;
    }
    END;
}

int32 DAQmxStartTask(TaskHandle handle)
{
    BEGIN("DAQmxStartTask", "%s", task_of(handle) ? task_of(handle)->name : "?");
    Task *task = task_of(handle);
    if (task == NULL)
        status = invalid("DAQmxStartTask");
    else if (task->running)
        status = fail(-200479, "DAQmxStartTask", "Specified operation cannot be performed while the task is running.");
    else if (task->kind == 1 && task->buffer == NULL)
        status = fail(-200462, "DAQmxStartTask", "Generation cannot be started, because the selected buffer size is 0.");
    else {
        task->running = 1;
        task->read = 0;
        for (int c = 0; task->kind == 1 && c < task->count; c++) {
            int line = task->lines[c] % Outputs;
            played_length[line] = task->length < 4096 ? task->length : 4096;
            memcpy(played[line], task->buffer + (size_t)c * task->length, sizeof(float64) * played_length[line]);
            /* A waveform is somewhere in its middle when the process dies. */
            held[line] = task->buffer[(size_t)c * task->length + task->length / 4];
        }
        if (task->kind == 1)
            keep();
    }
    END;
}

int32 DAQmxStopTask(TaskHandle handle)
{
    BEGIN("DAQmxStopTask", "%s", task_of(handle) ? task_of(handle)->name : "?");
    Task *task = task_of(handle);
    if (task == NULL) {
        status = invalid("DAQmxStopTask");
    } else {
        task->running = 0;
        for (int c = 0; task->kind == 1 && c < task->count; c++) {
            held[task->lines[c] % Outputs] = task->buffer[(size_t)(c + 1) * task->length - 1];
            played_length[task->lines[c] % Outputs] = 0;
        }
        if (task->kind == 1)
            keep();
    }
    END;
}

int32 DAQmxTaskControl(TaskHandle handle, int32 action)
{
    BEGIN("DAQmxTaskControl", "%d", action);
    status = task_of(handle) ? status : invalid("DAQmxTaskControl")
    END;
}

int32 DAQmxWaitUntilTaskDone(TaskHandle handle, float64 seconds)
{
    BEGIN("DAQmxWaitUntilTaskDone", "%g", seconds);
    status = task_of(handle) ? status : invalid("DAQmxWaitUntilTaskDone")
    END;
}

int32 DAQmxIsTaskDone(TaskHandle handle, bool32 *done)
{
    BEGIN("DAQmxIsTaskDone", "%s", "");
    if (task_of(handle) == NULL)
        status = invalid("DAQmxIsTaskDone");
    else
        *done = !task_of(handle)->running
    END;
}

int32 DAQmxResetDevice(const char device[])
{
    BEGIN("DAQmxResetDevice", "%s", device);
    if (strcmp(device, "Dev1") != 0) {
        status = fail(-200220, "DAQmxResetDevice", "Device identifier is invalid.");
    } else {
        held[0] = held[1] = 0;
        played_length[0] = played_length[1] = 0;
        keep();
    }
    END;
}

static int32 text_of(const char *function, const char *device, const char *text, char *data, uInt32 size)
{
    BEGIN("DAQmxGet", "%s %s %u", function, device ? device : "", size);
    if (device != NULL && strcmp(device, "Dev1") != 0)
        status = fail(-200220, function, "Device identifier is invalid.");
    else
        snprintf(data, size, "%s", text)
    END;
}

int32 DAQmxGetSysDevNames(char *data, uInt32 size) { return text_of("SysDevNames", NULL, "Dev1", data, size); }

int32 DAQmxGetDevProductType(const char device[], char *data, uInt32 size)
{
    return text_of("DevProductType", device, "PCIe-6321 double", data, size);
}

int32 DAQmxGetDevAOPhysicalChans(const char device[], char *data, uInt32 size)
{
    return text_of("DevAOPhysicalChans", device, "Dev1/ao0, Dev1/ao1", data, size);
}

int32 DAQmxGetDevAIPhysicalChans(const char device[], char *data, uInt32 size)
{
    return text_of("DevAIPhysicalChans", device, "Dev1/ai0, Dev1/ai1", data, size);
}

int32 DAQmxGetDevCOPhysicalChans(const char device[], char *data, uInt32 size)
{
    return text_of("DevCOPhysicalChans", device, "Dev1/ctr0, Dev1/ctr1", data, size);
}

static int32 numbers_of(const char *function, const char *device, const float64 *numbers, int count, float64 *data, int size)
{
    BEGIN("DAQmxGet", "%s %s %d", function, device, size);
    if (strcmp(device, "Dev1") != 0) {
        status = fail(-200220, function, "Device identifier is invalid.");
    } else {
        for (int i = 0; i < size && i < count; i++)
            data[i] = numbers[i];
    }
    END;
}

int32 DAQmxGetDevAOVoltageRngs(const char device[], float64 *data, uInt32 size)
{
    return numbers_of("DevAOVoltageRngs", device, (float64[]){ -10, 10 }, 2, data, (int)size);
}

int32 DAQmxGetDevAIVoltageRngs(const char device[], float64 *data, uInt32 size)
{
    return numbers_of("DevAIVoltageRngs", device, (float64[]){ -0.2, 0.2, -1, 1, -5, 5, -10, 10 }, 8, data, (int)size);
}

int32 DAQmxGetDevAOMaxRate(const char device[], float64 *data)
{
    return numbers_of("DevAOMaxRate", device, (float64[]){ 900000 }, 1, data, 1);
}

int32 DAQmxGetDevAIMaxMultiChanRate(const char device[], float64 *data)
{
    return numbers_of("DevAIMaxMultiChanRate", device, (float64[]){ 250000 }, 1, data, 1);
}

int32 DAQmxGetDevSerialNum(const char device[], uInt32 *data)
{
    BEGIN("DAQmxGetDevSerialNum", "%s", device);
    *data = 0xFEDCBA98u
    END;
}

int32 DAQmxGetSysNIDAQMajorVersion(uInt32 *data)
{
    BEGIN("DAQmxGetSysNIDAQMajorVersion", "%s", "");
    *data = 23
    END;
}

int32 DAQmxGetSysNIDAQMinorVersion(uInt32 *data)
{
    BEGIN("DAQmxGetSysNIDAQMinorVersion", "%s", "");
    *data = 8
    END;
}

int32 DAQmxGetExtendedErrorInfo(char text[], uInt32 size)
{
    snprintf(text, size, "%s", last_error);
    return 0;
}

int32 DAQmxGetErrorString(int32 status, char text[], uInt32 size)
{
    snprintf(text, size, "The words for %d.", status);
    return 0;
}

/* For the tests. */
void daqmx_double_unplug(int is_unplugged) { unplugged = is_unplugged; }

void daqmx_double_fail(const char *function, int32 status)
{
    snprintf(failing_function, sizeof failing_function, "%s", function);
    failing_status = status;
}

void daqmx_double_warn(int32 status) { warning_status = status; }

int daqmx_double_tasks(void) { return living; }

void daqmx_double_trace(char *into, size_t room)
{
    pthread_mutex_lock(&guard);
    size_t length = traced < room - 1 ? traced : room - 1;
    memcpy(into, trace, length);
    into[length] = 0;
    traced = 0;
    pthread_mutex_unlock(&guard);
}
