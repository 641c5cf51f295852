using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <content>The checks of set-points: each value by itself, its change, and all together at the sample.</content>
public sealed partial class SafetyGate
{
    private static bool OnlySwitchesOff(ReadOnlySpan<SetPoint> setPoints)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            if (setPoint is not { Channel: Channels.Output, Value: 0 })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value that a message leaves on a channel, or <see langword="null"/> where it does not touch it.</summary>
    private static double? ValueOf(ReadOnlySpan<SetPoint> setPoints, string terminal, string channel)
    {
        double? value = null;
        foreach (SetPoint setPoint in setPoints)
        {
            value = setPoint.Channel == channel && setPoint.Terminal == terminal ? setPoint.Value : value;
        }

        return value;
    }

    private void CheckValues(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        outcome.Clear();
        for (int i = 0; i < setPoints.Length; i++)
        {
            SetPoint setPoint = setPoints[i];
            RequireTaken(instrument, setPoint, command);
            Terminal terminal = TerminalOf(instrument, setPoint);
            if (guards.TryGetValue((terminal, setPoint.Channel), out ChannelGuard? guard))
            {
                guard.CheckValue(setPoint.Value, state.Get(terminal, setPoint.Channel), outcome);
            }
        }

        if (outcome.Broken is not null)
        {
            ThrowIfBroken(PlaceOf(instrument, setPoints), command);
        }
    }

    // A person thinks in the power at the sample: 23.9 µW at the generator are 6 µW after a loss of 6 dB.
    private string PlaceOf(string instrument, ReadOnlySpan<SetPoint> setPoints)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            Terminal terminal = TerminalOf(instrument, setPoint);
            if (setPoint.Channel == Channels.Power && bench.WiringOf(terminal) is { } wiring
                && state.LeastLossOf(wiring) is { Decibels: not 0 } loss)
            {
                return $"{terminal}, before a loss of {loss} on the way to the sample";
            }
        }

        return instrument;
    }

    /// <summary>Checks steps and rates, and finds the channels that move.</summary>
    private void CheckChanges(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        moved.Clear();
        foreach (DeclaredTerminal declared in state.TerminalsOf(instrument))
        {
            CheckChanges(declared, setPoints);
        }

        ThrowIfBroken(instrument, command);
    }

    private void CheckChanges(DeclaredTerminal declared, ReadOnlySpan<SetPoint> setPoints)
    {
        Terminal terminal = declared.Terminal;
        double? output = ValueOf(setPoints, terminal.Name, Channels.Output);
        if (output == 0)
        {
            // Nothing reaches the sample after it, which is no change that a limit could forbid.
            foreach (string name in declared.ThroughOutput)
            {
                moved.Add((terminal, name));
            }

            return;
        }

        double now = Now();
        foreach (string name in declared.All)
        {
            double? value = ValueOf(setPoints, terminal.Name, name);
            if ((value is null && output is null) || !guards.TryGetValue((terminal, name), out ChannelGuard? guard))
            {
                continue;
            }

            ChannelState before = state.Get(terminal, name);
            double change = guard.ChangeBy(value, output == 1, before, state.Get(terminal, Channels.Output));
            if (change > 0)
            {
                guard.CheckChange(change, Math.Max(0, now - before.ChangedSeconds), isGradual: false, outcome);
                moved.Add((terminal, name));
            }
        }
    }

    /// <summary>Checks what the set-points are at the sample, together with all else that is on; a value that is beyond its limit
    /// already, and certainly so, may become smaller.</summary>
    private void CheckTogether(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        if (OnlySwitchesOff(setPoints) || !derived.TryGetValue(instrument, out DerivedLimit[]? limits) || limits.Length == 0)
        {
            return;
        }

        // A level that the sample would not bear is refused even while the output is off.
        foreach (SetPoint setPoint in setPoints)
        {
            Terminal terminal = TerminalOf(instrument, setPoint);
            if (state.DeclaredBy(terminal).Find(setPoint.Channel) is { Reach: ChannelReach.ThroughOutput })
            {
                state.CountAsOn(terminal);
            }
        }

        worst.Clear();
        foreach (DerivedLimit limit in limits)
        {
            worst.Add(limit.IsCertain(state) ? limit.Worst(state) : 0);
        }

        saved.Clear();
        for (int i = 0; i < setPoints.Length; i++)
        {
            Terminal terminal = TerminalOf(instrument, setPoints[i]);
            saved.Add(state.Get(terminal, setPoints[i].Channel));
            ref ChannelState channel = ref state.Entry(terminal, setPoints[i].Channel);
            if (ValueOf(setPoints[..i], setPoints[i].Terminal, setPoints[i].Channel) is null)
            {
                channel.Set(setPoints[i].Value);
            }
            else
            {
                channel.Widen(setPoints[i].Value, setPoints[i].Value); // a message that sets a channel twice does both
            }
        }

        DerivedLimit? broken = null;
        double value = 0;
        try
        {
            for (int i = 0; i < limits.Length && broken is null; i++)
            {
                DerivedLimit limit = limits[i];
                value = limit.Worst(state);
                bool becomesLess = worst[i] > limit.Maximum && value < worst[i];
                outcome.Require(value <= limit.Maximum || becomesLess, limit.Text, value, limit.Show);
                outcome.Approach(
                    limit.Text, value, limit.Show, limit.Maximum > 0 ? Math.Max(0, limit.Maximum - value) / limit.Maximum : 0);
                broken = outcome.Broken is null ? null : limit;
            }
        }
        finally
        {
            // A limit of a module may throw; what was tried is not what is set.
            for (int i = setPoints.Length - 1; i >= 0; i--)
            {
                state.Put(TerminalOf(instrument, setPoints[i]), setPoints[i].Channel, saved[i]);
            }

            state.CountAsTheyAre();
        }

        if (broken is not null)
        {
            string path = broken.PathFrom(instrument, setPoints, state);
            ThrowIfUnknown(broken, value, path, command);
            ThrowIfBroken(path, command);
        }
    }

    private void RequireTaken(string instrument, SetPoint setPoint, string command)
    {
        DeclaredTerminal declared = state.DeclaredBy(TerminalOf(instrument, setPoint));
        ChannelDefinition? channel = declared.Find(setPoint.Channel);
        if (channel is null && !declared.All.Contains(setPoint.Channel))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The driver of {declared.Terminal} sets its {setPoint.Channel}, which it does not declare, so that no limit "
                    + "could hold",
                $"{instrument}, {command}",
                "Nothing was sent. This is a mistake in the driver: its description declares every channel that it sets.");
        }

        if (channel is null ? setPoint.Value is not (0 or 1) : !channel.Takes(setPoint.Value))
        {
            bool hasUnit = double.IsFinite(setPoint.Value) && channel is { Sign: SetPointSign.Positive };
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{(hasUnit ? Quantity.FormatSi(setPoint.Value, channel!.Quantity.SiUnit) : setPoint.Value)} is not a value for "
                    + $"the {setPoint.Channel}",
                $"{instrument}, {command}",
                "Nothing was sent. Check the settings and the calculation that led here.");
        }
    }

    private void ThrowIfBroken(string path, string command)
    {
        if (outcome.Broken is { } limit)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{outcome.Value} breaks the limit '{limit}' of bench '{bench.Name}'",
                $"{path}, {command}",
                "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.");
        }
    }

    private static void ThrowIfUnknown(DerivedLimit limit, double value, string path, string command)
    {
        if (double.IsNaN(value))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"What '{limit.Text}' limits is not known, since an output would be on before all its values were set",
                $"{path}, {command}",
                "Nothing was sent. Set the values before the output is switched on.");
        }
    }
}
