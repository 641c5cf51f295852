namespace Lab.Calibration.Tests.SpinDiodes;

/// <summary>
/// Spectra written from the equations of the thesis, on purpose not through the library: the oscillation power by bisection,
/// Gaussian numbers by Box and Muller.
/// </summary>
internal sealed record SyntheticSpectrum
{
    public double ResonanceHertz { get; init; } = 346e6;

    public double Damping { get; init; } = 0.01;

    public double SymmetricRadiansPerCoulomb { get; init; } = 6e7 * 0.25 / Math.Sqrt(1 + (0.25 * 0.25));

    public double AntisymmetricRadiansPerCoulomb { get; init; } = 6e7 / Math.Sqrt(1 + (0.25 * 0.25));

    public double FrequencyNonlinearity { get; init; } = 0.1;

    public double DampingNonlinearity { get; init; } = 1;

    public double[] PowersWatts { get; init; } = [2e-6, 6e-6, 10e-6];

    public double LowestHertz { get; init; } = 318e6;

    public double HighestHertz { get; init; } = 374e6;

    public int FrequencyCount { get; init; } = 121;

    public double WhiteVolts { get; init; } = 13e-9;

    public double DriftVoltsPerRootSecond { get; init; } = 5e-9;

    public double OffsetVolts { get; init; } = 0.4e-6;

    public double SecondsPerPoint { get; init; } = 0.25;

    /// <summary>A second resonance, as a fraction of the first and at a distance in linewidths; zero for none.</summary>
    public double SecondFraction { get; init; }

    public double SecondDistance { get; init; } = 4;

    /// <summary>Voltage per power beside the resonance.</summary>
    public double FlatVoltsPerWatt { get; init; }

    /// <summary>Relative drift of the resonance over the time constant of 300 s, as of a bench that warms up;
    /// zero for none.</summary>
    public double WarmUp { get; init; }

    /// <summary>Relative distance of the two places between which the resonance jumps; zero for none.</summary>
    public double JumpRatio { get; init; }

    /// <summary>Jumps per second.</summary>
    public double JumpsPerSecond { get; init; }

    /// <summary>Power after power, frequency after frequency, or the order of the protocol: every second frequency upwards, the
    /// others downwards, the powers to and fro at each.</summary>
    public bool InTurn { get; init; }

    public double LinewidthHertz => ResonanceHertz * Damping;

    public double SymmetryRatio => SymmetricRadiansPerCoulomb / AntisymmetricRadiansPerCoulomb;

    public double SensitivityVoltsPerWatt =>
        (Math.Abs(SymmetricRadiansPerCoulomb) + double.Hypot(SymmetricRadiansPerCoulomb, AntisymmetricRadiansPerCoulomb))
            / (4 * Math.PI * LinewidthHertz);

    public MeasuredSpectrum Measure(ulong seed)
    {
        int count = FrequencyCount * PowersWatts.Length;
        var spectrum = new MeasuredSpectrum(new double[count], new double[count], new double[count], new double[count]);
        ulong state = seed;
        double walk = 0;
        bool isUp = false;
        for (int i = 0; i < count; i++)
        {
            (int place, int level) = InTurn ? PlaceInTurn(i) : (i % FrequencyCount, i / FrequencyCount);
            double frequency = LowestHertz + ((HighestHertz - LowestHertz) * place / (FrequencyCount - 1));
            double power = PowersWatts[level];
            spectrum.FrequencyHertz[i] = frequency;
            spectrum.PowerWatts[i] = power;
            spectrum.TimeSeconds[i] = 100 + (i * SecondsPerPoint);
            walk += DriftVoltsPerRootSecond * Math.Sqrt(SecondsPerPoint) * Gaussian(ref state);
            double second = SecondFraction == 0
                ? 0
                : SecondFraction * Voltage(frequency - (SecondDistance * LinewidthHertz), power);
            isUp ^= JumpsPerSecond > 0 && Uniform(ref state) < JumpsPerSecond * SecondsPerPoint;
            double moved = (WarmUp * Math.Exp(-i * SecondsPerPoint / 300)) + (isUp ? JumpRatio : 0);
            spectrum.VoltageVolts[i] = Voltage(frequency * (1 - moved), power) + second + (power * FlatVoltsPerWatt) + OffsetVolts
                + walk
                + (WhiteVolts * Gaussian(ref state));
        }

        return spectrum;
    }

    private (int Place, int Level) PlaceInTurn(int point)
    {
        int turn = point / PowersWatts.Length;
        int within = point % PowersWatts.Length;
        int place = turn < (FrequencyCount + 1) / 2 ? 2 * turn : (2 * (FrequencyCount - 1 - turn)) + 1;
        return (place, turn % 2 == 0 ? within : PowersWatts.Length - 1 - within);
    }

    /// <summary>Eq. 5.10 with both torques and the damping restored.</summary>
    public double Voltage(double frequencyHertz, double powerWatts)
    {
        double omega0 = 2 * Math.PI * ResonanceHertz;
        double omega = 2 * Math.PI * frequencyHertz;
        double drive = 4e16 * powerWatts;

        // The first p at which p·(Γ² + δ²) rises through the drive is reached from rest: small steps find it where the curve
        // falls again behind, as it does for strong drives, and bisection narrows it.
        double most = 2 * drive / (Damping * Damping * omega0 * omega0);
        int steps = Math.Abs(FrequencyNonlinearity) * most > Damping ? 4000 : 1;
        double low = 0;
        double high = most / steps;
        while (high < most && high * Squares(high) < drive)
        {
            (low, high) = (high, high + (most / steps));
        }

        for (int i = 0; i < 200 && high - low > 1e-16 * high; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = middle * Squares(middle) < drive ? (middle, high) : (low, middle);
        }

        double p = 0.5 * (low + high);
        double gamma = Damping * omega0 * (1 + (DampingNonlinearity * p));
        double detuning = omega - (omega0 * (1 + (FrequencyNonlinearity * p)));
        return powerWatts * ((AntisymmetricRadiansPerCoulomb * detuning) + (SymmetricRadiansPerCoulomb * gamma)) / Squares(p);

        double Squares(double x)
        {
            double width = Damping * omega0 * (1 + (DampingNonlinearity * x));
            double distance = omega - (omega0 * (1 + (FrequencyNonlinearity * x)));
            return (width * width) + (distance * distance);
        }
    }

    private static double Gaussian(ref ulong state) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(ref state))) * Math.Cos(2 * Math.PI * Uniform(ref state));

    /// <summary>PCG-XSL-RR-like mixing of a counter: enough for noise, and no relation to the library's generator.</summary>
    private static double Uniform(ref ulong state)
    {
        state = (state * 6364136223846793005UL) + 1442695040888963407UL;
        ulong word = state;
        word ^= word >> 32;
        word *= 0xD6E8FEB86659FD93;
        word ^= word >> 32;
        return (word >> 11) * (1.0 / (1UL << 53));
    }
}
