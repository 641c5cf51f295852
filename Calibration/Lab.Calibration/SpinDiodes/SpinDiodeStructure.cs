namespace Lab.Calibration.SpinDiodes;

/// <summary>Which terms a fit has, and where the parameters of each stand: first those of each mode, then offset, rectification
/// beside the resonance, and drift of the resonance.</summary>
/// <param name="Modes">Number of resonances, 1 to 3.</param>
/// <param name="NonlinearModes">Number of resonances, from the first, with N and Q of their own; the others have neither.</param>
/// <param name="Background">Number of terms of a voltage in proportion to power: 0 none, 1 flat, 2 also with a slope,
/// and so on.</param>
/// <param name="Drift">0: the resonance stays; 1: it moves in proportion to time; 2: also to the square of time.</param>
internal sealed record SpinDiodeStructure(int Modes, int NonlinearModes, int Background = 0, int Drift = 0)
{
    /// <summary>Positions of the parameters of a mode, from its <see cref="First"/>.</summary>
    public const int Resonance = 0;
    public const int Linewidth = 1;
    public const int Symmetric = 2;
    public const int Antisymmetric = 3;
    public const int FrequencyNonlinearity = 4;
    public const int DampingNonlinearity = 5;

    private const int Linear = 4;
    private const int Nonlinear = 6;

    public int Offset => First(Modes);

    public int FirstBackground => Offset + 1;

    public int FirstDrift => FirstBackground + Background;

    public int Count => FirstDrift + Drift;

    public int First(int mode) => (Nonlinear * Math.Min(mode, NonlinearModes)) + (Linear * Math.Max(mode - NonlinearModes, 0));

    public bool IsNonlinear(int mode) => mode < NonlinearModes;

    public int CountOf(int mode) => IsNonlinear(mode) ? Nonlinear : Linear;

    /// <summary>The parameters of another structure in this one; what that one lacks is zero,
    /// further modes are to be filled in.</summary>
    public double[] Adopt(SpinDiodeStructure other, double[] parameters)
    {
        double[] adopted = new double[Count];
        for (int mode = 0; mode < Math.Min(Modes, other.Modes); mode++)
        {
            Array.Copy(parameters, other.First(mode), adopted, First(mode), Math.Min(CountOf(mode), other.CountOf(mode)));
        }

        adopted[Offset] = parameters[other.Offset];
        Array.Copy(parameters, other.FirstBackground, adopted, FirstBackground, Math.Min(Background, other.Background));
        Array.Copy(parameters, other.FirstDrift, adopted, FirstDrift, Math.Min(Drift, other.Drift));
        return adopted;
    }
}
