using System.Runtime.InteropServices;

namespace Lab.Wires.Daqmx;

/// <summary>
/// The functions of NI-DAQmx that Lab calls, with the signatures of NIDAQmx.h: <c>int32</c> is 32 bits on every system, a
/// <c>TaskHandle</c> is a pointer, <c>bool32</c> is an unsigned 32-bit number, a buffer of text is counted in bytes with its
/// zero.
/// On 32-bit Windows the functions are <c>stdcall</c>; elsewhere there is one convention.
/// </summary>
internal sealed unsafe class DaqmxApi
{
    /// <summary>Binds a library that is loaded.</summary>
    /// <param name="library">Its handle.</param>
    /// <exception cref="EntryPointNotFoundException">It lacks a function, which the message names.</exception>
    public DaqmxApi(nint library)
    {
        nint Export(string name) => NativeLibrary.TryGetExport(library, name, out nint address) ? address
            : throw new EntryPointNotFoundException($"it has no function {name}");
        CreateTask = (delegate* unmanaged[Stdcall]<byte*, nint*, int>)Export("DAQmxCreateTask");
        StartTask = (delegate* unmanaged[Stdcall]<nint, int>)Export("DAQmxStartTask");
        StopTask = (delegate* unmanaged[Stdcall]<nint, int>)Export("DAQmxStopTask");
        ClearTask = (delegate* unmanaged[Stdcall]<nint, int>)Export("DAQmxClearTask");
        TaskControl = (delegate* unmanaged[Stdcall]<nint, int, int>)Export("DAQmxTaskControl");
        WaitUntilTaskDone = (delegate* unmanaged[Stdcall]<nint, double, int>)Export("DAQmxWaitUntilTaskDone");
        IsTaskDone = (delegate* unmanaged[Stdcall]<nint, uint*, int>)Export("DAQmxIsTaskDone");
        CreateAOVoltageChan = (delegate* unmanaged[Stdcall]<nint, byte*, byte*, double, double, int, byte*, int>)Export(
            "DAQmxCreateAOVoltageChan");
        CreateAIVoltageChan = (delegate* unmanaged[Stdcall]<nint, byte*, byte*, int, double, double, int, byte*, int>)Export(
            "DAQmxCreateAIVoltageChan");
        CreateCOPulseChanTime =
            (delegate* unmanaged[Stdcall]<nint, byte*, byte*, int, int, double, double, double, int>)Export(
                "DAQmxCreateCOPulseChanTime");
        CfgSampClkTiming = (delegate* unmanaged[Stdcall]<nint, byte*, double, int, int, ulong, int>)Export(
            "DAQmxCfgSampClkTiming");
        CfgImplicitTiming = (delegate* unmanaged[Stdcall]<nint, int, ulong, int>)Export("DAQmxCfgImplicitTiming");
        CfgDigEdgeStartTrig = (delegate* unmanaged[Stdcall]<nint, byte*, int, int>)Export("DAQmxCfgDigEdgeStartTrig");
        SetStartTrigRetriggerable = (delegate* unmanaged[Stdcall]<nint, uint, int>)Export("DAQmxSetStartTrigRetriggerable");
        SetCOEnableInitialDelayOnRetrigger = (delegate* unmanaged[Stdcall]<nint, byte*, uint, int>)Export(
            "DAQmxSetCOEnableInitialDelayOnRetrigger");
        SetCOPulseTimeInitialDelay = (delegate* unmanaged[Stdcall]<nint, byte*, double, int>)Export(
            "DAQmxSetCOPulseTimeInitialDelay");
        SetWriteRegenMode = (delegate* unmanaged[Stdcall]<nint, int, int>)Export("DAQmxSetWriteRegenMode");
        GetSampClkRate = (delegate* unmanaged[Stdcall]<nint, double*, int>)Export("DAQmxGetSampClkRate");
        WriteAnalogF64 = (delegate* unmanaged[Stdcall]<nint, int, uint, double, uint, double*, int*, uint*, int>)Export(
            "DAQmxWriteAnalogF64");
        ReadAnalogF64 = (delegate* unmanaged[Stdcall]<nint, int, double, uint, double*, uint, int*, uint*, int>)Export(
            "DAQmxReadAnalogF64");
        GetExtendedErrorInfo = (delegate* unmanaged[Stdcall]<byte*, uint, int>)Export("DAQmxGetExtendedErrorInfo");
        GetErrorString = (delegate* unmanaged[Stdcall]<int, byte*, uint, int>)Export("DAQmxGetErrorString");
        ResetDevice = (delegate* unmanaged[Stdcall]<byte*, int>)Export("DAQmxResetDevice");
        GetSysDevNames = (delegate* unmanaged[Stdcall]<byte*, uint, int>)Export("DAQmxGetSysDevNames");
        GetSysNIDAQMajorVersion = (delegate* unmanaged[Stdcall]<uint*, int>)Export("DAQmxGetSysNIDAQMajorVersion");
        GetSysNIDAQMinorVersion = (delegate* unmanaged[Stdcall]<uint*, int>)Export("DAQmxGetSysNIDAQMinorVersion");
        GetDevSerialNum = (delegate* unmanaged[Stdcall]<byte*, uint*, int>)Export("DAQmxGetDevSerialNum");
        foreach (string name in (string[])["ProductType", "AOPhysicalChans", "AIPhysicalChans", "COPhysicalChans"])
        {
            texts[name] = Export($"DAQmxGetDev{name}");
        }

        foreach (string name in (string[])["AOVoltageRngs", "AIVoltageRngs"])
        {
            arrays[name] = Export($"DAQmxGetDev{name}");
        }

        foreach (string name in (string[])["AOMaxRate", "AIMaxMultiChanRate"])
        {
            numbers[name] = Export($"DAQmxGetDev{name}");
        }
    }

    private readonly Dictionary<string, nint> texts = [];
    private readonly Dictionary<string, nint> arrays = [];
    private readonly Dictionary<string, nint> numbers = [];

    /// <summary><c>(const char taskName[], TaskHandle *taskHandle)</c>.</summary>
    public delegate* unmanaged[Stdcall]<byte*, nint*, int> CreateTask { get; }

    /// <summary><c>(TaskHandle)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int> StartTask { get; }

    /// <summary><c>(TaskHandle)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int> StopTask { get; }

    /// <summary><c>(TaskHandle)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int> ClearTask { get; }

    /// <summary><c>(TaskHandle, int32 action)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int, int> TaskControl { get; }

    /// <summary><c>(TaskHandle, float64 timeToWait)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, double, int> WaitUntilTaskDone { get; }

    /// <summary><c>(TaskHandle, bool32 *isTaskDone)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, uint*, int> IsTaskDone { get; }

    /// <summary><c>(TaskHandle, const char physicalChannel[], const char nameToAssign[], float64 min, float64 max, int32 units,
    /// const char customScaleName[])</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, byte*, byte*, double, double, int, byte*, int> CreateAOVoltageChan { get; }

    /// <summary><c>(TaskHandle, const char physicalChannel[], const char nameToAssign[], int32 terminalConfig, float64 min,
    /// float64 max, int32 units, const char customScaleName[])</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, byte*, byte*, int, double, double, int, byte*, int> CreateAIVoltageChan { get; }

    /// <summary><c>(TaskHandle, const char counter[], const char nameToAssign[], int32 units, int32 idleState,
    /// float64 initialDelay, float64 lowTime, float64 highTime)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, byte*, byte*, int, int, double, double, double, int> CreateCOPulseChanTime { get; }

    /// <summary><c>(TaskHandle, const char source[], float64 rate, int32 activeEdge, int32 sampleMode,
    /// uInt64 sampsPerChan)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, byte*, double, int, int, ulong, int> CfgSampClkTiming { get; }

    /// <summary><c>(TaskHandle, int32 sampleMode, uInt64 sampsPerChan)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int, ulong, int> CfgImplicitTiming { get; }

    /// <summary><c>(TaskHandle, const char triggerSource[], int32 triggerEdge)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, byte*, int, int> CfgDigEdgeStartTrig { get; }

    /// <summary><c>(TaskHandle, bool32 data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, uint, int> SetStartTrigRetriggerable { get; }

    /// <summary><c>(TaskHandle, const char channel[], bool32 data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, byte*, uint, int> SetCOEnableInitialDelayOnRetrigger { get; }

    /// <summary><c>(TaskHandle, const char channel[], float64 data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, byte*, double, int> SetCOPulseTimeInitialDelay { get; }

    /// <summary><c>(TaskHandle, int32 data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int, int> SetWriteRegenMode { get; }

    /// <summary><c>(TaskHandle, float64 *data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, double*, int> GetSampClkRate { get; }

    /// <summary><c>(TaskHandle, int32 numSampsPerChan, bool32 autoStart, float64 timeout, bool32 dataLayout,
    /// const float64 writeArray[], int32 *sampsPerChanWritten, bool32 *reserved)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int, uint, double, uint, double*, int*, uint*, int> WriteAnalogF64 { get; }

    /// <summary><c>(TaskHandle, int32 numSampsPerChan, float64 timeout, bool32 fillMode, float64 readArray[],
    /// uInt32 arraySizeInSamps, int32 *sampsPerChanRead, bool32 *reserved)</c>.</summary>
    public delegate* unmanaged[Stdcall]<nint, int, double, uint, double*, uint, int*, uint*, int> ReadAnalogF64 { get; }

    /// <summary><c>(char errorString[], uInt32 bufferSize)</c>, of the last error of the thread.</summary>
    public delegate* unmanaged[Stdcall]<byte*, uint, int> GetExtendedErrorInfo { get; }

    /// <summary><c>(int32 errorCode, char errorString[], uInt32 bufferSize)</c>.</summary>
    public delegate* unmanaged[Stdcall]<int, byte*, uint, int> GetErrorString { get; }

    /// <summary><c>(const char deviceName[])</c>.</summary>
    public delegate* unmanaged[Stdcall]<byte*, int> ResetDevice { get; }

    /// <summary><c>(char *data, uInt32 bufferSize)</c>.</summary>
    public delegate* unmanaged[Stdcall]<byte*, uint, int> GetSysDevNames { get; }

    /// <summary><c>(uInt32 *data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<uint*, int> GetSysNIDAQMajorVersion { get; }

    /// <summary><c>(uInt32 *data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<uint*, int> GetSysNIDAQMinorVersion { get; }

    /// <summary><c>(const char device[], uInt32 *data)</c>.</summary>
    public delegate* unmanaged[Stdcall]<byte*, uint*, int> GetDevSerialNum { get; }

    /// <summary><c>(const char device[], char *data, uInt32 bufferSize)</c>.</summary>
    /// <param name="name">The attribute.</param>
    public delegate* unmanaged[Stdcall]<byte*, byte*, uint, int> GetDevText(string name) =>
        (delegate* unmanaged[Stdcall]<byte*, byte*, uint, int>)texts[name];

    /// <summary><c>(const char device[], float64 *data, uInt32 arraySizeInElements)</c>.</summary>
    /// <param name="name">The attribute.</param>
    public delegate* unmanaged[Stdcall]<byte*, double*, uint, int> GetDevArray(string name) =>
        (delegate* unmanaged[Stdcall]<byte*, double*, uint, int>)arrays[name];

    /// <summary><c>(const char device[], float64 *data)</c>.</summary>
    /// <param name="name">The attribute.</param>
    public delegate* unmanaged[Stdcall]<byte*, double*, int> GetDevNumber(string name) =>
        (delegate* unmanaged[Stdcall]<byte*, double*, int>)numbers[name];
}
