using System.Globalization;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards.Library;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.DaqCards;

/// <content>Calls of the library.</content>
public sealed partial class NiDaqmxCard
{
    private readonly HashSet<string> leftOver = [];

    private async ValueTask<IReadOnlyList<string>> CallAsync(
        string function, CancellationToken cancellationToken, params string[] arguments)
    {
        IReadOnlyList<string> results = await NotingLossAsync(
            () => session.CallAsync(function, cancellationToken, arguments)).ConfigureAwait(false);
        if (function == "DAQmxClearTask")
        {
            leftOver.Remove(arguments[0]);
        }

        return results;
    }

    private async ValueTask<IReadOnlyList<string>> NotingLossAsync(Func<ValueTask<IReadOnlyList<string>>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault is InstrumentFault.Disconnected or InstrumentFault.Rebooted)
        {
            isLost = true;
            throw;
        }
    }

    private async ValueTask SendAsync(
        string task, ReadOnlyMemory<double> samples, int perChannel, bool startsTask, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> results = await NotingLossAsync(() => session.SendAsync(
            "DAQmxWriteAnalogF64", samples, cancellationToken, task, CallText.Of((long)perChannel), startsTask ? "1" : "0",
            CallText.Of(Patience))).ConfigureAwait(false);
        RequireCount(results, perChannel, "DAQmxWriteAnalogF64");
    }

    // What is read is there already (AwaitEndAsync): the call does not wait.
    private async ValueTask ReadSamplesAsync(
        string task, Memory<double> into, int perChannel, int channels, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> results = await NotingLossAsync(() => session.ReceiveAsync(
            "DAQmxReadAnalogF64", into, Duration.FromSeconds(Slice), cancellationToken, task,
            CallText.Of((long)perChannel), CallText.Of((long)channels), CallText.Of(Slice))).ConfigureAwait(false);
        RequireCount(results, perChannel, "DAQmxReadAnalogF64");
    }

    // A call cannot be stopped, so that each waits for a slice of time alone: the safe state has its turn in between.
    private async ValueTask AwaitEndAsync(string task, double seconds, CancellationToken cancellationToken)
    {
        for (double waited = Slice; ; waited += Slice)
        {
            try
            {
                await NotingLossAsync(() => session.CallLongAsync(
                    "DAQmxWaitUntilTaskDone", Duration.FromSeconds(Slice), cancellationToken, task, CallText.Of(Slice)))
                    .ConfigureAwait(false);
                return;
            }
            catch (InstrumentException error)
                when (error.InnerException is DaqException { Code: DaqCodes.NotDone } && waited < seconds)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private ValueTask<IReadOnlyList<string>> AddInputAsync(
        string task, string channels, int configuration, double range, CancellationToken cancellationToken) => CallAsync(
        "DAQmxCreateAIVoltageChan", cancellationToken, task, CallText.Quote(channels), CallText.Of((long)configuration),
        CallText.Of(-range), CallText.Of(range));

    private ValueTask<IReadOnlyList<string>> ClockAsync(
        string task, string source, double rate, int mode, long count, CancellationToken cancellationToken) => CallAsync(
        "DAQmxCfgSampClkTiming", cancellationToken, task, CallText.Quote(source), CallText.Of(rate), CallText.Of((long)mode),
        CallText.Of(count));

    // A task that cannot be cleared is not there any more, which says nothing of the card.
    private async ValueTask TryClearAsync(string task, CancellationToken cancellationToken)
    {
        bool wasLost = isLost;
        try
        {
            await CallAsync("DAQmxClearTask", cancellationToken, task).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault is InstrumentFault.Rebooted or InstrumentFault.Refused)
        {
            leftOver.Remove(task);
            isLost = wasLost;
        }
    }

    private async ValueTask<string> TextAsync(string function, CancellationToken cancellationToken, params string[] arguments) =>
        (await CallAsync(function, cancellationToken, arguments).ConfigureAwait(false)) is [var text] ? text
            : throw Unexpected(function, "one text");

    private async ValueTask<double[]> NumbersAsync(DaqDeviceNumbers which, CancellationToken cancellationToken)
    {
        string function = $"DAQmxGetDev{which}";
        return [
            .. (await CallAsync(function, cancellationToken, CallText.Quote(device)).ConfigureAwait(false))
                .Select(text => Number(text, function)),
        ];
    }

    // "Dev1/ao0, Dev1/ao1" are ao0 and ao1.
    private async ValueTask<IReadOnlyList<string>> ChannelsAsync(DaqDeviceText which, CancellationToken cancellationToken)
    {
        string text = await TextAsync($"DAQmxGetDev{which}", cancellationToken, CallText.Quote(device)).ConfigureAwait(false);
        return [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(channel => channel[(channel.LastIndexOf('/') + 1)..]),
        ];
    }

    private double Number(string text, string function) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw Unexpected(function, "numbers");

    private void RequireCount(IReadOnlyList<string> results, int wanted, string function)
    {
        if (results is not [var count] || count != CallText.Of((long)wanted))
        {
            throw Unexpected(function, $"{wanted} samples of each channel");
        }
    }

    private InstrumentException Unexpected(string function, string expected) => new(
        InstrumentFault.BadAnswer, $"The library did not give {expected}", $"{Name}, {function}",
        "Check the version of NI-DAQmx, then resume the run.");

    private ValueTask WaitAsync(double seconds, CancellationToken cancellationToken) =>
        clock.WaitAsync(Duration.FromSeconds(seconds), cancellationToken);
}
