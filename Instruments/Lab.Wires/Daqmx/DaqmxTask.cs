using Lab.Instruments.DaqCards.Library;

namespace Lab.Wires.Daqmx;

/// <summary>A task of NI-DAQmx.</summary>
internal sealed unsafe class DaqmxTask : IDaqTask
{
    private readonly DaqmxLibrary library;
    private readonly DaqmxApi api;
    private readonly DaqmxTaskHandle handle;

    /// <summary>Uses a task that was made.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="library">The library.</param>
    /// <param name="api">The library's functions.</param>
    /// <param name="handle">The task.</param>
    public DaqmxTask(string name, DaqmxLibrary library, DaqmxApi api, DaqmxTaskHandle handle)
    {
        Name = name;
        this.library = library;
        this.api = api;
        this.handle = handle;
    }

    private delegate int Call(nint task);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public void CreateAOVoltageChan(string channel, double least, double largest) => Use("DAQmxCreateAOVoltageChan", task =>
    {
        fixed (byte* physical = DaqmxLibrary.Bytes(channel), name = DaqmxLibrary.Bytes(string.Empty))
        {
            return api.CreateAOVoltageChan(task, physical, name, least, largest, DaqConstants.Volts, null);
        }
    });

    /// <inheritdoc/>
    public void CreateAIVoltageChan(string channel, int configuration, double least, double largest) =>
        Use("DAQmxCreateAIVoltageChan", task =>
        {
            fixed (byte* physical = DaqmxLibrary.Bytes(channel), name = DaqmxLibrary.Bytes(string.Empty))
            {
                return api.CreateAIVoltageChan(
                    task, physical, name, configuration, least, largest, DaqConstants.Volts, null);
            }
        });

    /// <inheritdoc/>
    public void CreateCOPulseChanTime(string counter, double initialDelay, double low, double high) =>
        Use("DAQmxCreateCOPulseChanTime", task =>
        {
            fixed (byte* physical = DaqmxLibrary.Bytes(counter), name = DaqmxLibrary.Bytes(string.Empty))
            {
                return api.CreateCOPulseChanTime(
                    task, physical, name, DaqConstants.Seconds, DaqConstants.Low, initialDelay, low, high);
            }
        });

    /// <inheritdoc/>
    public void CfgSampClkTiming(string source, double rate, int mode, long samplesPerChannel) =>
        Use("DAQmxCfgSampClkTiming", task =>
        {
            fixed (byte* from = DaqmxLibrary.Bytes(source))
            {
                return api.CfgSampClkTiming(
                    task, from, rate, DaqConstants.Rising, mode, checked((ulong)samplesPerChannel));
            }
        });

    /// <inheritdoc/>
    public void CfgImplicitTiming(int mode, long count) =>
        Use("DAQmxCfgImplicitTiming", task => api.CfgImplicitTiming(task, mode, checked((ulong)count)));

    /// <inheritdoc/>
    public void CfgDigEdgeStartTrig(string source) => Use("DAQmxCfgDigEdgeStartTrig", task =>
    {
        fixed (byte* from = DaqmxLibrary.Bytes(source))
        {
            return api.CfgDigEdgeStartTrig(task, from, DaqConstants.Rising);
        }
    });

    /// <inheritdoc/>
    public void SetStartTrigRetriggerable(bool isRetriggerable) => Use(
        "DAQmxSetStartTrigRetriggerable", task => api.SetStartTrigRetriggerable(task, isRetriggerable ? 1u : 0u));

    /// <inheritdoc/>
    public void SetCOEnableInitialDelayOnRetrigger(string channel, bool isEnabled) =>
        Use("DAQmxSetCOEnableInitialDelayOnRetrigger", task =>
        {
            fixed (byte* name = DaqmxLibrary.Bytes(channel))
            {
                return api.SetCOEnableInitialDelayOnRetrigger(task, name, isEnabled ? 1u : 0u);
            }
        });

    /// <inheritdoc/>
    public void SetCOPulseTimeInitialDelay(string channel, double seconds) =>
        Use("DAQmxSetCOPulseTimeInitialDelay", task =>
        {
            fixed (byte* name = DaqmxLibrary.Bytes(channel))
            {
                return api.SetCOPulseTimeInitialDelay(task, name, seconds);
            }
        });

    /// <inheritdoc/>
    public void SetWriteRegenMode(int mode) =>
        Use("DAQmxSetWriteRegenMode", task => api.SetWriteRegenMode(task, mode));

    /// <inheritdoc/>
    public double GetSampClkRate()
    {
        double rate = 0;
        double* place = &rate;
        Use("DAQmxGetSampClkRate", task => api.GetSampClkRate(task, place));
        return rate;
    }

    /// <inheritdoc/>
    public int WriteAnalogF64(ReadOnlySpan<double> samples, int perChannel, bool startsTask, double timeout)
    {
        int written = 0;
        int* place = &written;
        fixed (double* first = samples)
        {
            double* from = first;
            Use("DAQmxWriteAnalogF64", task => api.WriteAnalogF64(
                task, perChannel, startsTask ? 1u : 0u, timeout, DaqConstants.GroupByChannel, from, place, null));
        }

        return written;
    }

    /// <inheritdoc/>
    public int ReadAnalogF64(Span<double> samples, int perChannel, double timeout)
    {
        int read = 0;
        int* place = &read;
        uint room = (uint)samples.Length;
        fixed (double* first = samples)
        {
            double* into = first;
            Use("DAQmxReadAnalogF64", task => api.ReadAnalogF64(
                task, perChannel, timeout, DaqConstants.GroupByChannel, into, room, place, null));
        }

        return read;
    }

    /// <inheritdoc/>
    public void StartTask() => Use("DAQmxStartTask", task => api.StartTask(task));

    /// <inheritdoc/>
    public void StopTask() => Use("DAQmxStopTask", task => api.StopTask(task));

    /// <inheritdoc/>
    public void TaskControl(int action) => Use("DAQmxTaskControl", task => api.TaskControl(task, action));

    /// <inheritdoc/>
    public void WaitUntilTaskDone(double timeout) =>
        Use("DAQmxWaitUntilTaskDone", task => api.WaitUntilTaskDone(task, timeout));

    /// <inheritdoc/>
    public bool IsTaskDone()
    {
        uint isDone = 0;
        uint* place = &isDone;
        Use("DAQmxIsTaskDone", task => api.IsTaskDone(task, place));
        return isDone != 0;
    }

    /// <summary>Clears the task.</summary>
    /// <exception cref="DaqException">The library could not.</exception>
    public void Dispose()
    {
        handle.Dispose();
        library.Check(handle.ClearStatus, "DAQmxClearTask");
    }

    // The handle stays valid for the time of the call, also where another thread clears the task meanwhile.
    private void Use(string function, Call call)
    {
        bool isAdded = false;
        try
        {
            if (handle.IsClosed)
            {
                throw new DaqException(
                    DaqCodes.InvalidTask, function, $"Task specified is invalid or does not exist.\nTask Name: {Name}");
            }

            handle.DangerousAddRef(ref isAdded);
            library.Check(call(handle.DangerousGetHandle()), function);
        }
        finally
        {
            if (isAdded)
            {
                handle.DangerousRelease();
            }
        }
    }
}
