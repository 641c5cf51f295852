using Lab.Instruments.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Safety;

/// <content>What is on already when a bench is opened.</content>
public sealed partial class SafetyGate
{
    /// <summary>Finds what is beyond a limit now, by what the instruments say that they are set to. An output that is off drives nothing,
    /// whatever its level is.</summary>
    public IReadOnlyList<LimitExcess> FindExcesses()
    {
        lock (gate)
        {
            var found = new List<LimitExcess>();
            foreach (((string instrument, string channel), ChannelGuard guard) in guards)
            {
                ChannelState set = state.Get(instrument, channel);
                if (!set.IsKnown || !MayDrive(instrument))
                {
                    continue;
                }

                outcome.Clear();
                guard.CheckValue(set.High, ChannelState.Unknown, outcome);
                guard.CheckValue(set.Low, ChannelState.Unknown, outcome);
                if (outcome.Broken is { } limit)
                {
                    found.Add(new LimitExcess(limit, outcome.Value, [instrument]));
                }
            }

            outcome.Clear();
            foreach (DerivedLimit limit in derived.Values.SelectMany(limits => limits).Distinct())
            {
                double value = WorstOfOutputs(limit);
                if (value > limit.Maximum)
                {
                    string[] sources = [.. limit.Sources.Select(source => source.Instrument).Where(MayDrive).Distinct()];
                    found.Add(new LimitExcess(limit.Text, limit.Show(value), sources));
                }
            }

            return found;
        }
    }

    /// <summary>What reaches the sample from an instrument whose output is on: <c>line is on at 14 mA</c>; <see langword="null"/> where it is
    /// off, at zero or not known.</summary>
    /// <param name="instrument">The instrument.</param>
    public string? DescribeOutput(string instrument)
    {
        lock (gate)
        {
            if (!state.WasSwitchedOn(instrument))
            {
                return null;
            }

            DeclaredChannels declared = state.DeclaredBy(instrument);
            return declared.ThroughOutput.FirstOrDefault(channel => state.Get(instrument, channel).Worst > 0) is { } level
                ? $"{instrument} is on at {Quantity.FormatSi(state.Get(instrument, level).Worst, declared.Find(level)!.Quantity.SiUnit)}"
                : null;
        }
    }

    /// <summary>The only value that a channel may have, SI; <see langword="null"/> where there is doubt, or a program moves it.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="channel">The channel.</param>
    public double? CertainValueOf(string instrument, string channel)
    {
        lock (gate)
        {
            ChannelState set = state.Get(instrument, channel);
            return set.IsKnown && set.IsCertain && !(Now() < set.ProgramUntilSeconds) ? set.Low : null;
        }
    }

    private bool MayDrive(string instrument) => state.WasSwitchedOn(instrument);

    // The limits of currents count levels whatever the outputs, for a set-point may come before its output; here nothing comes.
    private double WorstOfOutputs(DerivedLimit limit)
    {
        var before = new List<(string Instrument, string Channel, ChannelState State)>();
        foreach (WiringDefinition source in limit.Sources.Where(source => !MayDrive(source.Instrument)))
        {
            foreach (string channel in state.DeclaredBy(source.Instrument).ThroughOutput.Where(channel => state.Get(source.Instrument, channel).IsKnown))
            {
                before.Add((source.Instrument, channel, state.Get(source.Instrument, channel)));
                state.Entry(source.Instrument, channel).Set(0);
            }
        }

        double worstValue = limit.Worst(state, countedAsOn: null);
        foreach ((string instrument, string channel, ChannelState known) in before)
        {
            state.Put(instrument, channel, known);
        }

        return worstValue;
    }
}
