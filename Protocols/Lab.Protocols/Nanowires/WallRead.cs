using Lab.Models.KerrLoops;

namespace Lab.Protocols.Nanowires;

/// <summary>A wall that was read.</summary>
/// <param name="Loop">Its loop.</param>
/// <param name="Reading">The reading.</param>
/// <param name="NotRead">Loops before it that could not be trusted.</param>
/// <param name="Missed">Loops before it whose pulse missed its field.</param>
/// <param name="WorstMissTesla">The largest difference of the field at a pulse from the wanted one, of all these loops,
/// T.</param>
internal sealed record WallRead(WallLoop Loop, LoopReading Reading, int NotRead, int Missed, double WorstMissTesla);
