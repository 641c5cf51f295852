using System.Globalization;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Settings of <see cref="SamplingStudyProtocol"/>.</summary>
public sealed record SamplingStudySettings : StochasticSettings
{
    private const int MostSamples = 1 << 16;

    /// <summary>Samples of the trainings.</summary>
    [Setting("Samples K of the trainings, with commas between them.")]
    public string TrainSamples { get; init; } = "1, 2, 4, 8, 16, 32, 64, 128";

    /// <summary>Samples of the tests.</summary>
    [Setting("Samples K of the tests besides those of the training, with commas between them.")]
    public string TestSamples { get; init; } = "1, 2, 4, 8, 16, 32, 64, 128";

    /// <summary>Whether the mean-field rule is trained too.</summary>
    [Setting("Whether the mean-field rule is trained beside the stochastic one.")]
    public bool MeanField { get; init; } = true;

    /// <summary>Trainings.</summary>
    [Setting("Trainings of each kind, which differ by their random numbers and by the images held back.")]
    public int Seeds { get; init; } = 2;

    /// <summary>Frequency of the field.</summary>
    [Setting("Frequency of the field: a shot is one of its periods.", IsAnalysis = true)]
    public Frequency LoopFrequency { get; init; } = Frequency.FromHertz(20);

    /// <summary>Voltage of a pulse.</summary>
    [Setting("Voltage of the pulse that injects a wall.", IsAnalysis = true)]
    public Voltage PulseVoltage { get; init; } = Voltage.FromVolts(30);

    /// <summary>Width of a pulse.</summary>
    [Setting("Width of the pulse.", IsAnalysis = true)]
    public Duration PulseWidth { get; init; } = Duration.FromNanoseconds(100);

    /// <summary>Resistance of the line.</summary>
    [Setting("Resistance of the line that the pulse goes through.", IsAnalysis = true)]
    public Resistance LineResistance { get; init; } = Resistance.FromOhms(290);

    /// <summary>Energy of a pulse, J.</summary>
    internal double PulseJoules =>
        PulseVoltage.Volts * PulseVoltage.Volts / LineResistance.Ohms * PulseWidth.Seconds;

    /// <summary>The samples of the trainings, ascending.</summary>
    internal int[] ToTrainSamples() => Read("train_samples", TrainSamples);

    /// <summary>The samples of the tests, ascending.</summary>
    internal int[] ToTestSamples() => Read("test_samples", TestSamples);

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        RequireBetween("seeds", Seeds, 1, 1000);
        ToTrainSamples();
        ToTestSamples();
        foreach ((string name, double value) in ((string, double)[])
        [
            ("loop_frequency", LoopFrequency.Hertz), ("pulse_voltage", PulseVoltage.Volts), ("pulse_width", PulseWidth.Seconds),
            ("line_resistance", LineResistance.Ohms),
        ])
        {
            if (!(value > 0 && double.IsFinite(value)))
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be positive.");
            }
        }
    }

    private static int[] Read(string name, string text)
    {
        int[] samples =
        [
            .. text.Split(',').Select(part => int.TryParse(
                part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostSamples
                ? count
                : throw new SettingsException(
                    $"The setting '{name}' has '{part.Trim()}'; whole numbers from 1 to {MostSamples} with commas between them "
                        + "are expected.")),
        ];
        return samples.GroupBy(count => count).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new SettingsException($"The setting '{name}' has {twice.Key} {twice.Count()} times; each number once.")
            : [.. samples.Order()];
    }
}
