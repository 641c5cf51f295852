using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <content>Programs and waveforms: values that an instrument runs through by itself.</content>
public sealed partial class SafetyGate
{
    /// <inheritdoc/>
    public void CheckProgram(string instrument, SetPointProgram program, string command)
    {
        ArgumentNullException.ThrowIfNull(program);
        lock (gate)
        {
            RequireWellFormed(instrument, program, command);
            var terminal = new Terminal(instrument, program.Terminal);
            var lowest = new SetPoint(program.Terminal, program.Channel, program.Values.Min());
            SetPoint highest = lowest with { Value = program.Values.Max() };
            CheckValues(instrument, [lowest, highest], command);
            double now = Now();
            ChannelState before = state.Get(terminal, program.Channel);
            if (guards.TryGetValue((terminal, program.Channel), out ChannelGuard? guard))
            {
                guard.CheckProgram(program, before, state.Get(terminal, Channels.Output), now, outcome);
                ThrowIfBroken($"{terminal}", command);
            }

            TakeProgram(instrument, lowest, highest.Value, program.SwitchesOn, now + program.DurationSeconds, command);
        }
    }

    /// <inheritdoc/>
    public void CheckWaveform(string instrument, in WaveformEnvelope waveform, string command)
    {
        lock (gate)
        {
            var least = new SetPoint(waveform.Terminal, waveform.Channel, waveform.Least);
            CheckValues(instrument, [least, least with { Value = waveform.Largest }], command);
            double now = Now();
            var terminal = new Terminal(instrument, waveform.Terminal);
            if (guards.TryGetValue((terminal, waveform.Channel), out ChannelGuard? guard))
            {
                guard.CheckWaveform(
                    waveform, state.Get(terminal, waveform.Channel), state.Get(terminal, Channels.Output), now, outcome);
                ThrowIfBroken($"{terminal}", command);
            }

            TakeProgram(
                instrument, least, waveform.Largest, waveform.SwitchesOn, now + waveform.DurationSeconds, command);
        }
    }

    /// <inheritdoc/>
    public void ConfirmWaveform(string instrument, in WaveformEnvelope waveform)
    {
        lock (gate)
        {
            ref ChannelState channel = ref state.Entry(new Terminal(instrument, waveform.Terminal), waveform.Channel);
            channel.IsKnown = true;
            channel.Low = waveform.Least;
            channel.High = waveform.Largest;
            channel.Pending = null;
        }
    }

    /// <inheritdoc/>
    public void EndProgram(string instrument)
    {
        lock (gate)
        {
            foreach (DeclaredTerminal declared in state.TerminalsOf(instrument))
            {
                EndProgramNow(declared, declared.All, Now());
            }
        }
    }

    /// <summary>Checks the extremes of a program together with all else that is on,
    /// and counts with them until it has ended.</summary>
    private void TakeProgram(
        string instrument, SetPoint least, double largestValue, bool switchesOn, double endSeconds, string command)
    {
        Terminal terminal = TerminalOf(instrument, least);
        SetPoint largest = least with { Value = largestValue };
        SetPoint on = SetPoint.Output(on: true).At(least.Terminal);
        CheckTogether(instrument, switchesOn ? [least, on] : [least], command);
        CheckTogether(instrument, switchesOn ? [largest, on] : [largest], command);
        ForgetPending(instrument);
        if (switchesOn)
        {
            ref ChannelState output = ref state.Entry(terminal, Channels.Output);
            output.Widen(1, 1);
            output.Pending = 1;
        }

        ref ChannelState channel = ref state.Entry(terminal, least.Channel);
        channel.Widen(least.Value, largestValue);
        channel.Pending = null;
        channel.ProgramUntilSeconds = endSeconds + LoadingSeconds;
        channel.ChangedSeconds = channel.ProgramUntilSeconds;
        KeepApproaches();
    }

    private void EndProgramNow(DeclaredTerminal declared, string[] channels, double now)
    {
        foreach (string name in channels)
        {
            ref ChannelState channel = ref state.Entry(declared.Terminal, name);
            if (channel.ProgramUntilSeconds > now)
            {
                channel.ProgramUntilSeconds = now;
                channel.ChangedSeconds = now;
            }
        }
    }

    private static void RequireWellFormed(string instrument, SetPointProgram program, string command)
    {
        bool isWellFormed = program.Values.Count > 0
            && program.IntervalSeconds > 0 && double.IsFinite(program.IntervalSeconds)
            && program.SlopeSeconds >= 0 && program.SlopeSeconds <= program.IntervalSeconds
            && program.Count >= 1;
        if (!isWellFormed)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{program.Values.Count} values every {program.IntervalSeconds} s with slopes of {program.SlopeSeconds} s, "
                    + $"{program.Count} times, are no program for the {program.Channel}",
                $"{instrument}, {command}",
                "Nothing was sent. Give at least one value, a positive interval, a slope no longer than it, and a count of one "
                    + "or more.");
        }
    }
}
