using Lab.Benches.Samples;

namespace Lab.Mocks.Stages;

/// <summary>A kind of part with its model on the virtual stage.</summary>
/// <param name="Schema">The schema of the values that a bench file may give it.</param>
/// <param name="Create">Puts one on a stage.</param>
public sealed record PartDescription(PartSchema Schema, Func<StageContext, PartDefinition, SamplePart> Create);
