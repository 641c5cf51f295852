namespace Lab.Instruments.DaqCards.Library;

/// <summary>A task of a card: channels of one kind, their clock and their trigger. Disposed it is cleared
/// (<c>DAQmxClearTask</c>).</summary>
/// <remarks>Every method throws a <see cref="DaqException"/> where the library fails.</remarks>
public interface IDaqTask : IDisposable
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Adds analogue outputs.</summary>
    /// <param name="channel">The outputs: <c>Dev1/ao0</c>, or several with commas.</param>
    /// <param name="least">The smallest voltage, V.</param>
    /// <param name="largest">The largest voltage, V.</param>
    void CreateAOVoltageChan(string channel, double least, double largest);

    /// <summary>Adds analogue inputs.</summary>
    /// <param name="channel">The inputs.</param>
    /// <param name="configuration">How they are wired: <see cref="DaqConstants.Differential"/> and so on.</param>
    /// <param name="least">The smallest voltage, V.</param>
    /// <param name="largest">The largest voltage, V.</param>
    void CreateAIVoltageChan(string channel, int configuration, double least, double largest);

    /// <summary>Adds a counter that gives pulses, low before the first.</summary>
    /// <param name="counter">The counter: <c>Dev1/ctr0</c>.</param>
    /// <param name="initialDelay">Time from the trigger to the first pulse, s.</param>
    /// <param name="low">Time between two pulses, s.</param>
    /// <param name="high">Time that a pulse lasts, s.</param>
    void CreateCOPulseChanTime(string counter, double initialDelay, double low, double high);

    /// <summary>Sets the sample clock.</summary>
    /// <param name="source">The terminal of the clock: <c>/Dev1/ao/SampleClock</c>; empty for the task's own.</param>
    /// <param name="rate">Samples per second and channel.</param>
    /// <param name="mode"><see cref="DaqConstants.FiniteSamples"/> or <see cref="DaqConstants.ContinuousSamples"/>.</param>
    /// <param name="samplesPerChannel">How many, or the size of the buffer.</param>
    void CfgSampClkTiming(string source, double rate, int mode, long samplesPerChannel);

    /// <summary>Sets how many pulses a counter gives.</summary>
    /// <param name="mode"><see cref="DaqConstants.FiniteSamples"/> or <see cref="DaqConstants.ContinuousSamples"/>.</param>
    /// <param name="count">How many.</param>
    void CfgImplicitTiming(int mode, long count);

    /// <summary>Lets a rising edge start the task.</summary>
    /// <param name="source">Where the edge comes: <c>/Dev1/ao/StartTrigger</c>.</param>
    void CfgDigEdgeStartTrig(string source);

    /// <summary>Sets whether each trigger starts the task again.</summary>
    void SetStartTrigRetriggerable(bool isRetriggerable);

    /// <summary>Sets whether the initial delay counts after each trigger, not after the first alone.</summary>
    /// <param name="channel">The counter.</param>
    /// <param name="isEnabled">Whether it does.</param>
    void SetCOEnableInitialDelayOnRetrigger(string channel, bool isEnabled);

    /// <summary>Changes the time from the trigger to the first pulse.</summary>
    /// <param name="channel">The counter.</param>
    /// <param name="seconds">The time, s.</param>
    void SetCOPulseTimeInitialDelay(string channel, double seconds);

    /// <summary>Sets whether samples are given out again (<see cref="DaqConstants.AllowRegeneration"/>).</summary>
    void SetWriteRegenMode(int mode);

    /// <summary>The rate of the sample clock, which the library rounds to a divisor of its time base.</summary>
    double GetSampClkRate();

    /// <summary>Writes samples.</summary>
    /// <param name="samples">The samples, V, shape [channel, sample].</param>
    /// <param name="perChannel">How many of each channel.</param>
    /// <param name="startsTask">Whether the task starts with it: without a clock the last sample is then at the outputs.</param>
    /// <param name="timeout">The longest wait, s.</param>
    /// <returns>How many of each channel were taken.</returns>
    int WriteAnalogF64(ReadOnlySpan<double> samples, int perChannel, bool startsTask, double timeout);

    /// <summary>Reads samples.</summary>
    /// <param name="samples">Where they go, V, shape [channel, sample].</param>
    /// <param name="perChannel">How many of each channel.</param>
    /// <param name="timeout">The longest wait, s.</param>
    /// <returns>How many of each channel came.</returns>
    int ReadAnalogF64(Span<double> samples, int perChannel, double timeout);

    /// <summary>Starts the task, or lets it wait for its trigger.</summary>
    void StartTask();

    /// <summary>Stops the task; outputs hold their last sample.</summary>
    void StopTask();

    /// <summary>Brings the task to another state (<see cref="DaqConstants.Commit"/> and so on).</summary>
    void TaskControl(int action);

    /// <summary>Waits until a finite task is done.</summary>
    /// <param name="timeout">The longest wait, s.</param>
    void WaitUntilTaskDone(double timeout);

    /// <summary>Whether the task is done.</summary>
    bool IsTaskDone();
}
