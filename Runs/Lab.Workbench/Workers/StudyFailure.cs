namespace Lab.Workbench.Workers;

/// <summary>An item of a study that came to nothing.</summary>
/// <param name="Item">The item, from 0.</param>
/// <param name="Worker">The worker that computed it.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsBug">Whether that is a bug of Lab.</param>
public sealed record StudyFailure(int Item, string Worker, string Reason, bool IsBug);
