using Lab.Mocks.Scpi;

namespace Lab.Mocks.RfGenerators;

/// <summary>A user's correction of an RF generator's level for the cables after it: decibels at frequencies,
/// straight between them.</summary>
internal sealed class FlatnessCorrection
{
    private readonly SortedList<double, double> decibels = [];
    private bool isOn;

    /// <summary>Whether the correction changes the level.</summary>
    public bool IsOn
    {
        get => isOn && decibels.Count > 0;
        set => isOn = value;
    }

    /// <summary>Adds the commands of the correction.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="state">The header that switches it.</param>
    /// <param name="pair">The header that takes a frequency and its correction.</param>
    /// <param name="changed">Called when the level has changed.</param>
    public void AddCommands(ScpiCommandSet commands, string state, string pair, Action changed)
    {
        commands.Switch(state, () => isOn, on =>
        {
            isOn = on;
            changed();
        });
        commands.Command(pair, arguments =>
        {
            double hertz = arguments.Number("Hz", 1, 1e12);
            decibels[hertz] = arguments.Number("dB", -40, 40);
            changed();
        });
    }

    /// <summary>The correction at a frequency, dB; 0 while it is off.</summary>
    public double At(double hertz)
    {
        if (!IsOn)
        {
            return 0;
        }

        int above = decibels.Keys.Count(key => key < hertz);
        if (above == 0 || above == decibels.Count)
        {
            return decibels.Values[Math.Min(above, decibels.Count - 1)];
        }

        (double from, double to) = (decibels.Keys[above - 1], decibels.Keys[above]);
        double part = (hertz - from) / (to - from);
        return decibels.Values[above - 1] + (part * (decibels.Values[above] - decibels.Values[above - 1]));
    }

    /// <summary>Switches it off and forgets its figures.</summary>
    public void Reset()
    {
        isOn = false;
        decibels.Clear();
    }
}
