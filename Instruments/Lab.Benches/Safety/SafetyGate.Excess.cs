using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <content>The outputs that are on already when a bench is opened.</content>
public sealed partial class SafetyGate
{
    /// <summary>Finds what is beyond a limit now, by what the instruments say that they are set to. An output that is off drives
    /// nothing, whatever its level is.</summary>
    public IReadOnlyList<LimitExcess> FindExcesses()
    {
        lock (gate)
        {
            var found = new List<LimitExcess>();
            foreach (((Terminal terminal, string channel), ChannelGuard guard) in guards)
            {
                ChannelState set = state.Get(terminal, channel);
                if (!set.IsKnown || !MayDrive(terminal))
                {
                    continue;
                }

                outcome.Clear();
                guard.CheckValue(set.High, ChannelState.Unknown, outcome);
                guard.CheckValue(set.Low, ChannelState.Unknown, outcome);
                if (outcome.Broken is { } limit)
                {
                    found.Add(new LimitExcess(limit, outcome.Value, [terminal.Instrument]));
                }
            }

            outcome.Clear();
            foreach (DerivedLimit limit in derived.Values.SelectMany(limits => limits).Distinct())
            {
                double value = WorstOfOutputs(limit);
                if (value > limit.Maximum)
                {
                    string[] sources = [.. limit.Sources.Select(source => source.Terminal).Where(MayDrive).Select(
                        terminal => terminal.Instrument).Distinct()];
                    found.Add(new LimitExcess(limit.Text, limit.Show(value), sources));
                }
            }

            return found;
        }
    }

    /// <summary>The value that reaches the sample from a terminal whose output is on: <c>line is on at 14 mA</c>;
    /// <see langword="null"/> where it is off, at zero or not known.</summary>
    /// <param name="terminal">The terminal.</param>
    public string? DescribeOutput(Terminal terminal)
    {
        lock (gate)
        {
            if (!MayDrive(terminal))
            {
                return null;
            }

            DeclaredTerminal declared = state.DeclaredBy(terminal);
            return declared.ThroughOutput.FirstOrDefault(channel => state.Get(terminal, channel).Worst > 0) is { } level
                ? $"{terminal} is on at "
                    + $"{Quantity.FormatSi(state.Get(terminal, level).Worst, declared.Find(level)!.Quantity.SiUnit)}"
                : null;
        }
    }

    /// <summary>The only value that a channel may have, SI; <see langword="null"/> where there is doubt,
    /// or a program moves it.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="channel">The channel.</param>
    public double? CertainValueOf(Terminal terminal, string channel)
    {
        lock (gate)
        {
            ChannelState set = state.Get(terminal, channel);
            return set.IsKnown && set.IsCertain && !(Now() < set.ProgramUntilSeconds) ? set.Low : null;
        }
    }

    private bool MayDrive(Terminal terminal) => state.WasSwitchedOn(terminal);

    // The limits of currents count levels whatever the outputs, for a set-point may come before its output; here nothing comes.
    private double WorstOfOutputs(DerivedLimit limit)
    {
        var before = new List<(Terminal Terminal, string Channel, ChannelState State)>();
        foreach (Terminal terminal in limit.Sources.Select(source => source.Terminal).Where(terminal => !MayDrive(terminal)))
        {
            foreach (string channel in state.DeclaredBy(terminal).ThroughOutput.Where(
                channel => state.Get(terminal, channel).IsKnown))
            {
                before.Add((terminal, channel, state.Get(terminal, channel)));
                state.Entry(terminal, channel).Set(0);
            }
        }

        double worstValue = limit.Worst(state);
        foreach ((Terminal terminal, string channel, ChannelState known) in before)
        {
            state.Put(terminal, channel, known);
        }

        return worstValue;
    }
}
