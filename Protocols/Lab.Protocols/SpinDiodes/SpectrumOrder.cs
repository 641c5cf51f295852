namespace Lab.Protocols.SpinDiodes;

/// <summary>The order in which spectra at several powers are measured: every second frequency upwards and the others on the way
/// back, at each the powers to and fro.</summary>
/// <remarks>In this order nothing that drifts with time looks like frequency or power: neither the offset of the voltmeter like a
/// wide line, nor a resonance that moves like another linewidth or a shift with power.</remarks>
internal static class SpectrumOrder
{
    /// <summary>Index of the frequency of a point.</summary>
    /// <param name="point">The point, from 0.</param>
    /// <param name="frequencies">Number of frequencies.</param>
    /// <param name="powers">Number of powers.</param>
    public static int Frequency(int point, int frequencies, int powers)
    {
        int place = point / powers;
        int upwards = (frequencies + 1) / 2;
        return place < upwards ? 2 * place : (2 * (frequencies - 1 - place)) + 1;
    }

    /// <summary>Index of the power of a point.</summary>
    /// <param name="point">The point, from 0.</param>
    /// <param name="powers">Number of powers.</param>
    public static int Power(int point, int powers)
    {
        int within = point % powers;
        return point / powers % 2 == 0 ? within : powers - 1 - within;
    }
}
