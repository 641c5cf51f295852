namespace Lab.Mocks.Parts;

/// <summary>The places of a <see cref="CarrierEnvelope"/>: times that are whole multiples of its step.</summary>
/// <param name="First">The first place.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct EnvelopePlaces(long First, int Count)
{
    /// <summary>Places before and after a time that the value there needs.</summary>
    public const int Margin = 2;

    /// <summary>The places over a time.</summary>
    /// <param name="fromSeconds">From when on.</param>
    /// <param name="toSeconds">Until when.</param>
    /// <param name="multiple">What the number of the first one, and how many there are, is a multiple of.</param>
    public static EnvelopePlaces Over(double fromSeconds, double toSeconds, int multiple = 1)
    {
        long first = (long)Math.Floor(((fromSeconds / CarrierEnvelope.StepSeconds) - Margin) / multiple) * multiple;
        double end = (toSeconds / CarrierEnvelope.StepSeconds) + Margin + 1;
        return new EnvelopePlaces(first, checked((int)Math.Ceiling((end - first) / multiple) * multiple));
    }
}
