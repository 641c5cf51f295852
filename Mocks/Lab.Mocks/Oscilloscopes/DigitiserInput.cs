namespace Lab.Mocks.Oscilloscopes;

/// <summary>One input of a digitiser.</summary>
/// <param name="number">Its number.</param>
internal sealed class DigitiserInput(int number)
{
    public int Number { get; } = number;

    public bool IsShown { get; set; } = number == 1;

    public bool IsMatched { get; set; }

    public bool IsInverted { get; set; }

    public bool IsLimited { get; set; }

    public string Coupling { get; set; } = "DC";

    /// <summary>The voltage of all codes together, V.</summary>
    public double Range { get; set; } = 40;

    /// <summary>The voltage of code 0, V.</summary>
    public double Offset { get; set; }

    public double Probe { get; set; } = 10;

    public string Label { get; set; } = $"{number}";

    /// <summary>The records, shape [segment × sample].</summary>
    public short[] Codes { get; set; } = [];

    /// <summary>The sums of the codes that are averaged, shape [sample].</summary>
    public float[] Sums { get; set; } = [];

    /// <summary>The range and the offset with which they were taken, V.</summary>
    public (double Range, double Offset) Taken { get; set; } = (40, 0);
}
