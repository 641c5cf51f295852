namespace Lab.Runs.Records;

/// <summary>A file that a run reads.</summary>
/// <param name="Setting">The setting that names it, or <c>bench</c>.</param>
/// <param name="Path">Where it is.</param>
/// <param name="IsKept">Whether a small one is copied into the run's folder; not for files that belong to a set of known
/// name.</param>
public sealed record NamedFile(string Setting, string Path, bool IsKept = true);
