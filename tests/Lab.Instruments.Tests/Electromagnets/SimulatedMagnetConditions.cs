namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>The properties of a <see cref="SimulatedMagnet"/>: a magnet, a supply and a gaussmeter such as a lab may
/// have.</summary>
public sealed record SimulatedMagnetConditions
{
    /// <summary>Field per current beyond hysteresis, Oe/A.</summary>
    public double OerstedPerAmpere { get; init; } = 500;

    /// <summary>The first guess over the true field per current.</summary>
    public double GuessRatio { get; init; } = 1;

    /// <summary>Time constant of supply and coil, s.</summary>
    public double TimeConstant { get; init; } = 0.01;

    /// <summary>Dead time of the supply, s.</summary>
    public double DeadTime { get; init; }

    /// <summary>Field at zero current after saturation, Oe.</summary>
    public double Remanence { get; init; } = 15;

    /// <summary>The remanence that the magnet is told to reckon with, Oe.</summary>
    public double AllowedRemanence { get; init; } = 50;

    /// <summary>The law of the iron.</summary>
    public SimulatedIron Iron { get; init; }

    /// <summary>Bits of the supply over its ±20 A.</summary>
    public int Bits { get; init; } = 16;

    /// <summary>Whether the supply tells its set-point as it has rounded it.</summary>
    public bool TellsSetPoint { get; init; }

    /// <summary>Time that the supply takes for a command, s.</summary>
    public double SupplyLatency { get; init; } = 0.002;

    /// <summary>Readings of the gaussmeter, 1/s.</summary>
    public double ReadingsPerSecond { get; init; } = 10;

    /// <summary>When the first reading is made, as a part of the interval.</summary>
    public double Phase { get; init; } = 0.3;

    /// <summary>Time from a question to its answer, s.</summary>
    public double Latency { get; init; }

    /// <summary>Whether the gaussmeter waits for its next reading before it answers;
    /// otherwise it answers with the newest.</summary>
    public bool WaitsForNew { get; init; }

    /// <summary>Standard deviation of a reading, Oe.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Smallest difference of two readings, Oe.</summary>
    public double Digit { get; init; } = 0.001;

    /// <summary>The fastest change of the field, Oe/s.</summary>
    public double Rate { get; init; } = 200;

    /// <summary>Largest difference of a settled field, Oe.</summary>
    public double Tolerance { get; init; } = 0.5;

    /// <summary>Largest field of either sign that the bench allows, Oe.</summary>
    public double Limit { get; init; } = 7000;

    /// <summary>Whether the magnet is told the supply's step.</summary>
    public bool KnowsResolution { get; init; }

    /// <summary>The seed of the random numbers.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The supply's step, A.</summary>
    public double StepAmperes => 40 / Math.Pow(2, Bits);

    /// <summary>The field's change by one step of the supply, Oe.</summary>
    public double StepOersted => StepAmperes * OerstedPerAmpere;
}
