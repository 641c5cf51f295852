namespace Lab.Mocks.Parts;

/// <summary>Motions of shots that are still to come: where the same record is taken again, those of the next shots are computed
/// beside that of the present one.</summary>
/// <remarks>A shot's chance follows from its number, so that its motion is the same whether it was computed ahead or not. Belongs
/// to one thread at a time.</remarks>
internal sealed class MotionsAhead
{
    private const int MostAtOnce = 8;

    /// <summary>Memory that the motions may take together.</summary>
    private const long MostBytes = 256 << 20;

    private readonly Dictionary<MotionChance, CarrierEnvelope> ready = [];
    private readonly Stack<CarrierEnvelope> spare = [];
    private CarrierEnvelope? given;
    private OscillatorMotion? last;

    /// <summary>The motion by a chance.</summary>
    /// <param name="motion">What moves.</param>
    /// <param name="chance">The chance.</param>
    /// <param name="later">The chances of the next shots, the n-th from 1 on; <see langword="null"/> where there are no
    /// shots.</param>
    /// <param name="factor">What the amplitudes are multiplied by; the same for the same motion.</param>
    /// <returns>The motion, to be changed as one likes; it holds until the next one is taken.</returns>
    public CarrierEnvelope Take(OscillatorMotion motion, MotionChance chance, Func<int, MotionChance>? later, double factor)
    {
        if (given is { } before && before.Places == motion.Places)
        {
            spare.Push(before);
        }

        bool isAgain = motion == last;
        if (!isAgain || !ready.Remove(chance, out given))
        {
            given = Compute(motion, chance, isAgain ? later : null, factor);
        }

        return given;
    }

    private CarrierEnvelope Compute(
        OscillatorMotion motion, MotionChance chance, Func<int, MotionChance>? later, double factor)
    {
        foreach (CarrierEnvelope unused in ready.Values)
        {
            spare.Push(unused);
        }

        ready.Clear();
        if (last?.Places != motion.Places)
        {
            spare.Clear();
        }

        last = motion;
        long bytes = (long)motion.Places.Count * 2 * sizeof(float);
        int count = later is null ? 1 : (int)Math.Clamp(MostBytes / bytes, 1, MostAtOnce);
        MotionChance[] chances = [chance, .. later is null ? [] : Enumerable.Range(1, count - 1).Select(later)];
        CarrierEnvelope[] motions =
            [.. chances.Select(_ => spare.TryPop(out CarrierEnvelope? used) ? used : motion.NewEnvelope())];
        motion.Under(chances, factor, motions);
        for (int i = 1; i < motions.Length; i++)
        {
            ready[chances[i]] = motions[i];
        }

        return motions[0];
    }
}
