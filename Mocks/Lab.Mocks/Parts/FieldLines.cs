using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Models.FieldLines;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>The field lines above the junctions, with a little of each line's current leaking into the others. Ports:
/// <c>field-line</c> for a current, <c>pulse</c> for a pulse generator.</summary>
/// <remarks>The pulse port ends the cable in its 50 Ω beside the line, so that the line sees the amplitude that is set, and takes
/// V²/R of it [assumption]. The line breaks by the energy of one pulse; it has cooled down before the next
/// [assumption].</remarks>
public sealed class FieldLines : SamplePart
{
    private readonly StageContext stage;
    private readonly IReadOnlyList<FieldLineDefinition> definitions;
    private readonly FieldLineArray? array;
    private readonly Signal?[] driven;
    private readonly double[] amperes;
    private readonly double[] tesla;
    private readonly Dictionary<string, DeliveredPulses> pulses = [];
    private string? burnt;

    /// <summary>Puts the field lines of a bench on its stage.</summary>
    /// <param name="stage">The stage.</param>
    public FieldLines(StageContext stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        this.stage = stage;
        definitions = stage.Bench.Sample.FieldLines;
        array = definitions.Count == 0 ? null : new FieldLineArray(
            [.. definitions.Select(line => new FieldLine(line.Conversion))],
            [.. definitions.Select(
                (_, to) => (IReadOnlyList<double>)[.. definitions.Select((from, i) => i == to ? 0 : from.Leakage)])]);
        driven = new Signal?[definitions.Count];
        amperes = new double[definitions.Count];
        tesla = new double[definitions.Count];
        stage.Field.Add(() => 0, AddField);
        stage.AddHeat(Heat);
    }

    /// <summary>The pulses that a line got; <see langword="null"/> while it got none.</summary>
    /// <param name="line">The line's name.</param>
    public DeliveredPulses? PulsesAt(string line) => pulses.GetValueOrDefault(line);

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        switch (signal)
        {
            case DirectCurrent or SampledWaveform when at.Port == SamplePort.FieldLine:
                stage.Field.Move();
                driven[IndexOf(at)] = signal;
                stage.Field.Move();
                break;
            case PulseBurst burst when at.Port == SamplePort.Pulse && at.Part != burnt:
                Deliver(at, burst);
                break;
            default:
                break; // the port does not carry it
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port != SamplePort.FieldLine)
        {
            return 0;
        }

        int line = IndexOf(at);
        FollowSignals();
        return what switch
        {
            Sensed.Voltage => amperes[line] * definitions[line].Resistance.Ohms,
            Sensed.Current => amperes[line],
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Part == burnt ? Load.Open : new Load(definitions[IndexOf(at)].Resistance, stage.Bench.Sample.Temperature);
    }

    private void Deliver(WiringDefinition at, PulseBurst burst)
    {
        FieldLineDefinition line = definitions[IndexOf(at)];
        var energy = Energy.FromJoules(
            burst.Amplitude.Volts * burst.Amplitude.Volts / line.Resistance.Ohms * burst.Width.Seconds);
        pulses[line.Name] = new DeliveredPulses(
            burst.Count + (PulsesAt(line.Name)?.Count ?? 0), burst.Amplitude, burst.Width, energy);
        if (energy > line.Twin.DestructionEnergy && stage.Destroy(new SampleDamage(
            $"field line '{line.Name}'",
            $"a pulse of {energy} burnt it through, which bears {line.Twin.DestructionEnergy} ({at.Terminal} at "
                + $"{burst.Amplitude}, {burst.Width})")))
        {
            burnt = line.Name;
        }
    }

    private void FollowSignals()
    {
        for (int i = 0; i < driven.Length; i++)
        {
            amperes[i] = driven[i] switch
            {
                DirectCurrent constant => constant.Current.Amperes,
                SampledWaveform waveform => waveform.ValueAt(stage.NowSeconds),
                _ => 0,
            };
        }
    }

    private double AddField(string junction, double before)
    {
        FollowSignals();
        array?.FieldsInto(amperes, tesla);
        for (int i = 0; i < tesla.Length; i++)
        {
            before += definitions[i].Junction == junction ? tesla[i] : 0;
        }

        return before;
    }

    private double Heat()
    {
        FollowSignals();
        double watts = 0;
        for (int i = 0; i < amperes.Length; i++)
        {
            watts += amperes[i] * amperes[i] * definitions[i].Resistance.Ohms;
        }

        return watts;
    }

    private int IndexOf(WiringDefinition at)
    {
        for (int i = 0; i < definitions.Count; i++)
        {
            if (definitions[i].Name == at.Part)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"Bug in Lab: the bench has no field line '{at.Part}'.");
    }
}
