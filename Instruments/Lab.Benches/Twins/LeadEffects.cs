using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>Voltages that the leads of a twin's sample pick up and add, beside the walk of their thermal EMF.
/// All of it is off unless set.</summary>
public sealed record LeadEffects
{
    /// <summary>Amplitude of the mains in the leads.</summary>
    public Voltage MainsPickup { get; init; }

    /// <summary>Nominal frequency of the mains.</summary>
    public Frequency MainsFrequency { get; init; } = Frequency.FromHertz(50);

    /// <summary>Standard deviation by which the mains are off their nominal frequency; the seed draws it.</summary>
    public Frequency MainsDeviation { get; init; } = Frequency.FromHertz(0.02);

    /// <summary>Standard deviation of the steps of the thermal EMF.</summary>
    public Voltage StepVoltage { get; init; }

    /// <summary>Mean number of steps in a second.</summary>
    public Frequency StepRate { get; init; } = Frequency.FromHertz(0.05);

    /// <summary>Time constant by which a step decays.</summary>
    public Duration StepTime { get; init; } = Duration.FromSeconds(2);
}
